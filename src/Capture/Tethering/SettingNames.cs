namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The settings that are shown, and what libgphoto2's drivers call them: each make has its own names (camlibs/ptp2/config.c), and some
/// cameras have several, of which the first is the finest.
/// </summary>
internal static class SettingNames
{
    private static readonly (string Name, string[] Natives)[] Table =
    [
        ("iso", ["iso"]),
        ("aperture", ["aperture", "f-number", "aperture2"]),
        ("shutter", ["shutterspeed2", "shutterspeed"]),
        ("whiteBalance", ["whitebalance"]),
        ("exposureCompensation", ["exposurecompensation"]),
        ("program", ["expprogram", "expprogram2", "autoexposuremode", "autoexposuremodedial"]),
        ("focusMode", ["focusmode", "focusmode2"]),
        ("autofocus", ["autofocusdrive"]),
        ("focusDrive", ["manualfocusdrive"]),
        (ImageFormat, ["imageformat", "imagequality", "imagequality2"]),
        (CaptureTargetName, [CaptureTarget]),
        ("lens", ["lensname"]),
        ("battery", ["batterylevel", "Battery Level"]),
    ];

    /// <summary>Which files a release makes.</summary>
    public const string ImageFormat = "imageFormat";

    /// <summary>Whether pictures go to the card or stay in the camera's memory.</summary>
    public const string CaptureTargetName = "captureTarget";

    /// <summary>The same, as the drivers call it.</summary>
    public const string CaptureTarget = "capturetarget";

    /// <summary>How libgphoto2 keeps the choice between the camera's memory and its card.</summary>
    public const string InMemory = "sdram";
    public const string OnCard = "card";

    /// <summary>The choices of <see cref="CaptureTarget"/>, but for a Sony.</summary>
    public const string InternalRam = "Internal RAM";
    public const string MemoryCard = "Memory card";

    /// <summary>
    /// Of the settings that a camera lists, those that are shown, each with its names in the order in which they are tried.
    /// </summary>
    public static IReadOnlyList<(string Name, string[] Natives)> Among(IReadOnlySet<string> listed) =>
        [.. from entry in Table
            let natives = entry.Natives.Where(listed.Contains).ToArray()
            where natives.Length > 0
            select (entry.Name, natives)];
}
