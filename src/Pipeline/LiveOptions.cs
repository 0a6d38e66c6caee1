using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>What a pipeline runs, and how. The defaults show the built-in test scene at <see cref="PreviewOptions.DefaultPort"/>.</summary>
public sealed record LiveOptions
{
    /// <summary>The latency in milliseconds that a run with a preview stays below by default.</summary>
    public const double DefaultLatencyMs = 80;

    /// <summary>URI of the source; by default the built-in test scene, which needs no camera and no file.</summary>
    public string Source { get; init; } = "test:";

    /// <summary>
    /// The kinds of source that <see cref="Source"/> may name; a host adds its own with <see cref="SourceRegistry.With"/>.
    /// </summary>
    public SourceRegistry Sources { get; init; } = FrameSources.Registry;

    /// <summary>Where the deblurred stills of a hot folder go; null: beside the originals.</summary>
    public string? Output { get; init; }

    /// <summary>Name or path of the model.</summary>
    public string Model { get; init; } = ModelCatalog.Default;

    /// <summary>What runs the network; by default the fastest that works.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>
    /// Latency from capture to encoded picture to stay below, in milliseconds: the network works on reduced frames where that keeps it.
    /// 0: full quality always. Null: <see cref="DefaultLatencyMs"/> with a preview, 0 in a headless run, which measures the network.
    /// </summary>
    public double? LatencyMs
    {
        get;
        init
        {
            if (value is { } ms)
                ArgumentOutOfRangeException.ThrowIfNegative(ms, nameof(value));
            field = value;
        }
    }

    /// <summary>Where the preview listens.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, PreviewOptions.DefaultPort);

    /// <summary>Whether there is no preview: the run deblurs, records and measures only.</summary>
    public bool Headless { get; init; }

    /// <summary>The run stops after this many captured frames; null: no limit.</summary>
    public long? Frames
    {
        get;
        init
        {
            if (value is { } frames)
                ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>The run stops after this time; null: no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Where the pictures of a tethered camera are saved; null: the default of <see cref="SourceOptions"/>.</summary>
    public string? StillsFolder { get; init; }

    /// <summary>
    /// Path of a clip that is recorded from the first frame on; null: a clip begins when it is started from the page or the API.
    /// </summary>
    public string? Record { get; init; }

    /// <summary>How clips are recorded; by default into <see cref="DefaultClipsFolder"/>.</summary>
    public ClipOptions Clips { get; init; } = new() { Folder = DefaultClipsFolder };

    /// <summary>
    /// Overlays that are burned into the clips, as <see cref="OverlaySelection.Parse"/> reads them: names out of
    /// <see cref="Overlays"/>, with their options, such as <c>heat,outline:limit=2</c>; null: none.
    /// </summary>
    public string? RecordedOverlay { get; init; }

    /// <summary>Overlays that can be drawn into snapshots, MJPEG streams and clips; by default the built-in ones.</summary>
    public IReadOnlyList<OverlayDescription> Overlays { get; init; } = FrameOverlays.BuiltIn;

    /// <summary>Folders with overlay scripts of the host, for the page; by default none.</summary>
    public IReadOnlyList<string> OverlayFolders { get; init; } = [];

    /// <summary>Where the notices of the run and the web server are logged; by default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The overlays that <see cref="RecordedOverlay"/> names; null: none.</summary>
    /// <exception cref="FormatException"><see cref="RecordedOverlay"/> names none of <see cref="Overlays"/>, or a wrong option.</exception>
    internal OverlaySelection? OverlaysToRecord => RecordedOverlay is { } text ? OverlaySelection.Parse(text, Overlays) : null;

    /// <summary>The default folder of clips: P2IKT.Live in the user's folder of videos.</summary>
    public static string DefaultClipsFolder
    {
        get
        {
            var videos = Environment.GetFolderPath(Environment.SpecialFolder.MyVideos, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(videos.Length > 0 ? videos : ".", "P2IKT.Live"); // a service has no home, and so no videos
        }
    }

    /// <summary>The latency for which the quality is lowered; null when it never is.</summary>
    internal TimeSpan? Budget => (LatencyMs ?? (Headless ? 0 : DefaultLatencyMs)) is > 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;

    /// <summary>Opens the source with buffers by a plan; cancelled within a second (see <see cref="SourceRegistry"/>).</summary>
    internal async Task<FrameSource> OpenAsync(BufferPlan buffers, CancellationToken cancellation)
    {
        var capture = new SourceOptions { PoolFrames = buffers.Captured, StillOutput = Output };
        return await Sources.OpenAsync(Source, StillsFolder is { } folder ? capture with { StillsFolder = folder } : capture, cancellation)
            .ConfigureAwait(false);
    }
}
