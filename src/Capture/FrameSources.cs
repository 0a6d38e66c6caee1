using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Capture.Video;
using P2IKT.Live.Capture.Webcam;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>Opens the source that a URI names.</summary>
public static class FrameSources
{
    /// <summary>
    /// Opens a source, so that its size is known and it is ready to be started. Blocks while it opens: a network camera may take
    /// some seconds.
    /// </summary>
    /// <param name="uri">As <see cref="SourceUri"/> describes.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <exception cref="CaptureException">
    /// <see cref="FaultKind.WrongUsage"/>: the text names no source. <see cref="FaultKind.NotAvailable"/>: it cannot be opened.
    /// </exception>
    /// <exception cref="OperationCanceledException"><see cref="SourceOptions.GiveUp"/> was cancelled.</exception>
    public static FrameSource Open(string uri, SourceOptions? options = null) => Open(SourceUri.Parse(uri), options);

    /// <inheritdoc cref="Open(string, SourceOptions?)"/>
    public static FrameSource Open(SourceUri uri, SourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        options ??= new SourceOptions();
        return uri.Scheme switch
        {
            SourceScheme.Test => new TestSource(uri, options),
            SourceScheme.File => VideoFileSource.Open(uri, options),
            SourceScheme.Camera => CameraSource.Open(uri, options),
            SourceScheme.Network => NetworkSource.Open(uri, options),
            SourceScheme.Gphoto2 => Gphoto2Source.Open(uri, options),
            SourceScheme.Folder => HotFolderSource.Open(uri, options),
            _ => throw new ArgumentOutOfRangeException(nameof(uri), uri.Scheme, "Unknown scheme."),
        };
    }
}
