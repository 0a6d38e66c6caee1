namespace P2IKT.Live.Capture.Video;

/// <summary>A video file: a path, or <c>file:</c> and a path.</summary>
internal sealed class VideoFileProvider : ISourceProvider
{
    /// <summary>Whether it begins again at its end.</summary>
    public static readonly SourceOption<bool> Loop = SourceOption.Flag("loop");

    public string Kind => SourceKind.Video;

    public IReadOnlyList<string> Schemes => [SourceRegistry.PathScheme];

    public IReadOnlyList<SourceEntry> Usage =>
        [new("FILE.mp4", "a video, at its own speed; file:FILE.mp4?loop=1 plays it again and again")];

    public IReadOnlyList<SourceOption> Options { get; } = [Loop];

    public SourceUri Read(SourceText text) => text.ReadPath("'file:' does not name a file; write file:clip.mp4.");

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(VideoFileSource.Open(uri, options));
}
