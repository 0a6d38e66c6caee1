namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>
/// The settings that are shown, and what libgphoto2's drivers call them: each make has its own names (camlibs/ptp2/config.c), and some
/// cameras have both, of which the first is the finer.
/// </summary>
internal static class SettingNames
{
    private static readonly (string Name, string[] Natives)[] Table =
    [
        ("iso", ["iso"]),
        ("aperture", ["aperture", "f-number"]),
        ("shutter", ["shutterspeed2", "shutterspeed"]),
        ("whiteBalance", ["whitebalance"]),
        ("exposureCompensation", ["exposurecompensation"]),
        ("program", ["expprogram", "autoexposuremode"]),
        ("focusMode", ["focusmode", "focusmode2"]),
        ("autofocus", ["autofocusdrive"]),
        ("focusDrive", ["manualfocusdrive"]),
        ("imageFormat", ["imageformat", "imagequality"]),
        ("captureTarget", [CaptureTarget]),
        ("battery", ["batterylevel", "Battery Level"]),
    ];

    /// <summary>Whether pictures go to the card or stay in the camera's memory.</summary>
    public const string CaptureTarget = "capturetarget";

    /// <summary>How libgphoto2 keeps the choice between the camera's memory and its card.</summary>
    public const string InMemory = "sdram";
    public const string OnCard = "card";

    /// <summary>The choices of <see cref="CaptureTarget"/>, but for a Sony.</summary>
    public const string InternalRam = "Internal RAM";
    public const string MemoryCard = "Memory card";

    /// <summary>Of the settings that a camera has, those that are shown.</summary>
    public static IReadOnlyList<(string Name, string Native)> Among(IReadOnlySet<string> natives) =>
        [.. from entry in Table
            let native = entry.Natives.FirstOrDefault(natives.Contains)
            where native is not null
            select (entry.Name, native)];
}
