using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Capture.Video;
using P2IKT.Live.Capture.Webcam;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.BuiltIn;

/// <summary>The sources of this library.</summary>
public static class FrameSources
{
    /// <summary>The built-in kinds of source; a host adds its own with <see cref="SourceRegistry.With"/>.</summary>
    public static SourceRegistry Registry { get; } = new(
        new TestSceneProvider(), new WebcamProvider(), new TetheredProvider(),
        new HotFolderProvider(), new VideoFileProvider(), new NetworkProvider());

    /// <summary>Opens a built-in source.</summary>
    /// <inheritdoc cref="SourceRegistry.OpenAsync(SourceUri, SourceOptions?, CancellationToken)"/>
    public static Task<FrameSource> OpenAsync(string uri, SourceOptions? options = null, CancellationToken cancellation = default) =>
        Registry.OpenAsync(uri, options, cancellation);

    /// <summary>Opens a built-in source, and blocks while it opens: a network camera may take some seconds.</summary>
    /// <param name="uri">As README.md lists them.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <returns>The source; the caller owns it.</returns>
    /// <exception cref="CaptureException">
    /// <see cref="FaultKind.WrongUsage"/>: the text does not name a source. <see cref="FaultKind.NotAvailable"/>: it cannot be opened.
    /// </exception>
    public static FrameSource Open(string uri, SourceOptions? options = null)
    {
        var parsed = Registry.Parse(uri);
        var opening = Registry.Find(parsed.Scheme)!.OpenAsync(parsed, options ?? new SourceOptions(), CancellationToken.None);
        return opening.AsTask().GetAwaiter().GetResult();
    }
}
