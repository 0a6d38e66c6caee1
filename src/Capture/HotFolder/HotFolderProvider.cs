namespace P2IKT.Live.Capture.HotFolder;

/// <summary>A folder into which stills drop: <c>folder:</c> and its path.</summary>
internal sealed class HotFolderProvider : ISourceProvider
{
    /// <summary>Whether stills that lie there already count as arrived.</summary>
    public static readonly SourceOption<bool> Existing = SourceOption.Flag("existing");

    /// <summary>Whether subfolders count.</summary>
    public static readonly SourceOption<bool> Recursive = SourceOption.Flag("recursive");

    /// <summary>How often the folder is listed; notifications of the system come on top.</summary>
    public static readonly SourceOption<TimeSpan> Poll = SourceOption.Seconds("poll");

    /// <summary>How long a still must look the same before it is read. Its first name was "settle".</summary>
    public static readonly SourceOption<TimeSpan> StableFor = SourceOption.Seconds("stable", "settle");

    public string Kind => SourceKind.Folder;

    public IReadOnlyList<string> Schemes => ["folder"];

    public IReadOnlyList<SourceEntry> Usage =>
        [new("folder:PATH", "stills that a tethering program drops there: shown, deblurred, written beside the originals")];

    public IReadOnlyList<SourceOption> Options { get; } = [Existing, Recursive, Poll, StableFor];

    public SourceUri Read(SourceText text) =>
        text.ReadPath("'folder:' does not name a folder; write folder: and the path that your tethering program saves into.");

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(HotFolderSource.Open(uri, options));
}
