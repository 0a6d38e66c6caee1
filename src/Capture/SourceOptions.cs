using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>How a source is run, whatever it is; what it is, its URI says.</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// Buffers for frames, at least 2. Enough is: the sum of all mailboxes' depths, plus one for each place that holds a frame
    /// while it works on it, plus one for the source itself. The default serves a preview and a deblurring stage.
    /// </summary>
    public int PoolFrames
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            field = value;
        }
    } = 6;

    /// <summary>The clock by which frames are paced and lost cameras retried; a test brings its own.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether a file or the test scene plays at its own speed. False delivers as fast as the observers return from
    /// <c>OnNext</c>: for processing offline, inside <c>OnNext</c>. Cameras set their own pace.
    /// </summary>
    public bool Pace { get; init; } = true;

    /// <summary>Where the pictures of a tethered camera are saved; by default in "P2IKT.Live" among the user's pictures.</summary>
    public string StillsFolder { get; init; } = DefaultStillsFolder();

    /// <summary>Gives those pictures their names and folders; null: they keep the camera's names, in <see cref="StillsFolder"/>.</summary>
    public StillNaming? StillNaming { get; init; }

    /// <summary>How the host of a tethered camera is started, in tests.</summary>
    internal Gphoto2Options Gphoto2 { get; init; } = new();

    /// <summary>Where the deblurred stills of a hot folder go, the tree of the folder kept; null: beside the originals.</summary>
    public string? StillOutput { get; init; }

    /// <summary>
    /// Whether a hot folder listens to the system's notifications, too; without, as on many network drives, it only polls.
    /// </summary>
    internal bool FolderHints { get; init; } = true;

    /// <summary>The diagnostic twin that every pool of the source reports to, in tests.</summary>
    internal FrameLedger? Ledger { get; init; }

    private static string DefaultStillsFolder()
    {
        var pictures = Environment.GetFolderPath(Environment.SpecialFolder.MyPictures, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(pictures.Length > 0 ? pictures : ".", "P2IKT.Live"); // a service has no home, and so no pictures
    }
}
