using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// A source, the deblur stage behind it and their receivers, wired and ready to run: <see cref="LivePipeline"/> or
/// <see cref="StillPipeline"/>. Disposing stops it and releases all that it owns.
/// </summary>
public interface IPipeline : IAsyncDisposable
{
    /// <summary>The preview: its address, its pairing links; null in a headless run. Owned by the pipeline.</summary>
    WebPreview? Preview { get; }

    /// <summary>Address of the preview; null in a headless run.</summary>
    Uri? Url { get; }

    /// <summary>Where the frames come from.</summary>
    SourceDescription Source { get; }

    /// <summary>The network that runs now; another one after a change of the frame size, the quality or the provider.</summary>
    DeblurSession Session { get; }

    /// <summary>
    /// The deblurred frames, lent for the duration of <c>OnNext</c>, on the stage's thread. A subscription counts as demand. A host that
    /// keeps frames longer sets <see cref="LiveOptions.HostFrames"/>. For <c>await foreach</c> there is <see cref="LatestFrames.Latest"/>.
    /// </summary>
    IObservable<DeblurredFrame> Frames { get; }

    /// <summary>What the user should know while it runs; on any thread.</summary>
    IObservable<Notice> Notices { get; }

    /// <summary>Frames deblurred so far.</summary>
    long Deblurred { get; }

    /// <summary>Buffers that are out, over all stages; 0 after the end.</summary>
    int Outstanding { get; }

    /// <summary>
    /// Runs until the source ends, a limit of the options is reached, or <paramref name="stop"/> is cancelled. Frames that were captured by
    /// then are processed before it returns. Call once.
    /// </summary>
    /// <exception cref="CaptureException">The source failed for good.</exception>
    /// <exception cref="DeblurException">The network failed.</exception>
    Task RunAsync(CancellationToken stop);

    /// <summary>The state of the run now, as <c>GET /api/status</c> answers it; on any thread.</summary>
    LiveStatus Status();

    /// <summary>The statistics of the run so far; after <see cref="RunAsync"/>, of the whole run.</summary>
    LiveStats Measure();
}
