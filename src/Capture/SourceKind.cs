namespace P2IKT.Live.Capture;

/// <summary>
/// The kinds of the built-in sources: stable words for <c>/api/status</c>. A provider elsewhere has a word that none of these is.
/// </summary>
public static class SourceKind
{
    /// <summary>The embedded studio scene.</summary>
    public const string Test = "test";

    /// <summary>A video file.</summary>
    public const string Video = "video";

    /// <summary>A webcam or capture card.</summary>
    public const string Webcam = "webcam";

    /// <summary>A camera or stream in the network.</summary>
    public const string Network = "network";

    /// <summary>A camera that libgphoto2 controls.</summary>
    public const string Tethered = "tethered";

    /// <summary>A folder into which stills drop.</summary>
    public const string Folder = "folder";
}
