using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;
using P2IKT.Live.Recording.Shoots;

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

    /// <summary>
    /// Name or path of the model. Default: <see cref="ModelCatalog.Auto"/>, which moves over the installed models and working sizes as
    /// the latency allows; without a limit of latency it is <see cref="ModelCatalog.Default"/>, for a folder
    /// <see cref="ModelCatalog.Best"/>.
    /// </summary>
    public string Model { get; init; } = ModelCatalog.Auto;

    /// <summary>What runs the network; by default the fastest that works.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>
    /// Folder of plug-in libraries with execution providers (<see cref="DeblurOptions.ProviderFolder"/>); null: none.
    /// </summary>
    public string? ProviderFolder { get; init; }

    /// <summary>
    /// Latency from capture to encoded picture to stay below, in milliseconds: the network works on reduced frames where that keeps it.
    /// 0: full quality always. Null: <see cref="DefaultLatencyMs"/> with a preview, 0 in a headless run, which measures the network.
    /// </summary>
    public double? LatencyMs
    {
        get;
        init
        {
            if (value is { } ms && !IsLatency(ms))
                throw new ArgumentOutOfRangeException(nameof(value), ms, "It is not a number of milliseconds from 0 on.");
            field = value;
        }
    }

    /// <summary>
    /// Whether what holds still is refined in the background with the best model. Default: yes. It has no effect without a limit of
    /// latency.
    /// </summary>
    public bool Refines { get; init; } = true;

    /// <summary>
    /// Where the preview listens, by default on loopback. Where others can reach it, they are let in by tokens, over TLS; those and the
    /// certificates are kept in <see cref="StateFolder"/>.
    /// </summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, PreviewOptions.DefaultPort);

    /// <summary>Whether the tokens of paired devices are replaced: each has to be paired again. Default: no.</summary>
    public bool RenewTokens { get; init; }

    /// <summary>A PEM file with the certificate for TLS; null: the program's own authority issues one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with its private key; null: it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Remote controls over OSC; null, the default: none. Without a preview it has no effect.</summary>
    public OscOptions? Osc { get; init; }

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

    /// <summary>The run stops after this time, at most 40 days; null: no limit.</summary>
    public TimeSpan? Duration
    {
        get;
        init
        {
            if (value is { } duration)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, TimeSpan.FromDays(40), nameof(value)); // what a timer takes
            }
            field = value;
        }
    }

    /// <summary>Where the pictures of a tethered camera are saved; null: the default of <see cref="SourceOptions"/>.</summary>
    public string? StillsFolder { get; init; }

    /// <summary>
    /// Session folder, names, shot list and second copy of what is taken; by default none of them. It has no effect on a folder of stills.
    /// </summary>
    public ShootOptions Shoot { get; init; } = new();

    /// <summary>
    /// Where what was measured of lenses, and the tokens and certificates for other machines, are kept over restarts; null keeps nothing.
    /// </summary>
    public string? StateFolder { get; init; }

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

    /// <summary>Where the deblurred stream is sent while it runs; by default nowhere. It has no effect on a folder of stills.</summary>
    public OutputOptions Outputs { get; init; } = new();

    /// <summary>Overlays that can be drawn into snapshots, MJPEG streams and clips; by default the built-in ones.</summary>
    public IReadOnlyList<OverlayDescription> Overlays { get; init; } = FrameOverlays.BuiltIn;

    /// <summary>Folders with overlay scripts of the host, for the page; by default none.</summary>
    public IReadOnlyList<string> OverlayFolders { get; init; } = [];

    /// <summary>
    /// Frames that the host keeps at once beyond <c>OnNext</c>, for which there are buffers then. Default: 0; one loop over
    /// <see cref="LatestFrames.Latest"/> keeps <see cref="FrameLease.MaxHeldFrames"/>.
    /// </summary>
    public int HostFrames
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Where the notices of the run and the web server are logged; by default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Whether this can be a limit of latency in milliseconds: no more than a quarter of an hour.</summary>
    internal static bool IsLatency(double ms) => ms is >= 0 and < 1e6;

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

    /// <summary>The video file that <see cref="Source"/> plays; null: it is something else.</summary>
    /// <exception cref="CaptureException"><see cref="Source"/> is not a source.</exception>
    public string? SourceFile => Sources.Parse(Source) is { Kind: SourceKind.Video, Target: var file } ? file : null;

    /// <summary>Where the pictures of a tethered camera are saved, whether or not it was said.</summary>
    internal string PicturesFolder => StillsFolder ?? new SourceOptions().StillsFolder;

    /// <summary>What runs the network, for sessions.</summary>
    internal DeblurOptions Network => new() { Provider = Provider, ProviderFolder = ProviderFolder };

    /// <summary>How other machines are let in; null where they cannot reach the preview.</summary>
    internal AccessOptions? Access => IPAddress.IsLoopback(Listen.Address) ? null : new()
    {
        Folder = StateFolder is { } state ? Path.Combine(state, "access") : null,
        RenewTokens = RenewTokens,
        CertificateFile = CertificateFile,
        KeyFile = KeyFile,
    };

    /// <summary>Opens the source with buffers by a plan; cancelled within a second (see <see cref="SourceRegistry"/>).</summary>
    internal async Task<FrameSource> OpenAsync(BufferPlan buffers, StillNaming? naming, CancellationToken cancellation)
    {
        var capture = new SourceOptions { PoolFrames = buffers.Captured, StillOutput = Output, StillNaming = naming };
        return await Sources.OpenAsync(Source, StillsFolder is { } folder ? capture with { StillsFolder = folder } : capture, cancellation)
            .ConfigureAwait(false);
    }
}
