namespace P2IKT.Live.Capture.Decoding;

/// <summary>The pixel formats that can be asked of a camera: our words, and the four characters that drivers know them by.</summary>
internal static class CameraFormat
{
    /// <summary>Compressed, for what USB 2 does not carry otherwise; what is asked for when the user asks for nothing.</summary>
    public const string Default = "mjpeg";

    // V4L2 writes three-plane 4:2:0 as YU12, everyone else as I420. All of these OpenCV converts to BGR.
    private static readonly (string Word, string Code)[] Known =
    [
        (Default, "MJPG"), ("yuyv", "YUYV"), ("uyvy", "UYVY"), ("nv12", "NV12"),
        ("i420", OperatingSystem.IsLinux() ? "YU12" : "I420"), ("grey", "GREY"), ("bgr", "BGR3"), ("rgb", "RGB3"),
    ];

    public static IEnumerable<string> Names => Known.Select(static known => known.Word);

    /// <summary>The four characters of one of <see cref="Names"/>.</summary>
    public static string CodeOf(string word) => Known.First(known => known.Word == word).Code;

    /// <summary>Our word for a driver's four characters; themselves where we have none.</summary>
    public static string WordFor(string code) => Known.FirstOrDefault(known => known.Code == code).Word ?? code;
}
