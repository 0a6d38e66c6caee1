using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Preview;

/// <summary>How the preview is served. Each value is validated when it is set.</summary>
public sealed record PreviewOptions
{
    /// <summary>The default port.</summary>
    public const int DefaultPort = 8400;

    /// <summary>
    /// Address to listen on, by default 127.0.0.1. One that others can reach needs <see cref="Access"/>; this machine is then served on
    /// loopback, too.
    /// </summary>
    public IPAddress Address
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = IPAddress.Loopback;

    /// <summary>How other machines are let in: by tokens, over TLS. Null: only this machine is served, by loopback.</summary>
    public AccessOptions? Access { get; init; }

    /// <summary>TCP port, 0 to 65535; 0 takes any free one, which <see cref="WebPreview.Url"/> then contains.</summary>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort);
            field = value;
        }
    } = DefaultPort;

    /// <summary>JPEG quality of the pictures sent, 1 to 100. 85 shows no blocks at 200 % and costs half the bytes of 95.</summary>
    public int JpegQuality
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            field = value;
        }
    } = 85;

    /// <summary>Viewers that watch at once, by default 16. Further ones stand in line, as far as <see cref="MaxWaiting"/> goes.</summary>
    public int MaxViewers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16;

    /// <summary>
    /// Viewers of the page that stand in line for a place, by default 84, so that 100 are listed. Each further one is refused with 503, as
    /// are MJPEG streams without a place.
    /// </summary>
    public int MaxWaiting
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 84;

    /// <summary>
    /// Longest time to send one picture, by default 10 s; then the connection is cut. It bounds how long a viewer that has gone holds a
    /// buffer. A slow wireless link needs well below a second.
    /// </summary>
    public TimeSpan SendTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>The tethered camera whose controls are served under <c>/api/camera</c>; null when the source is another one.</summary>
    public ICameraControls? Camera { get; init; }

    /// <summary>
    /// The focus points, whose readings are sent with each frame and which are served under <c>/api/focus</c>; null serves none. The
    /// caller has it observe each frame before the preview gets it.
    /// </summary>
    public FocusAssist? Focus { get; init; }

    /// <summary>
    /// The lens that is driven under <c>/api/focus/lens</c>, where there are focus points; null when the source has none. Borrowed.
    /// </summary>
    public ILensDrive? Lens { get; init; }

    /// <summary>
    /// Keeps the level of the network as it is until what it returns is disposed: while an autofocus compares readings. Null: there is only
    /// one level.
    /// </summary>
    public Func<IDisposable>? HoldQuality { get; init; }

    /// <summary>
    /// The file in which what was measured of lenses is kept over restarts; its folder is made when it is needed. Null keeps nothing.
    /// </summary>
    public string? LensFile { get; init; }

    /// <summary>For tests: what drives instead of <see cref="Lens"/>.</summary>
    internal ILensControls? LensControls { get; init; }

    /// <summary>
    /// The folder into which results of focus sweeps are saved, which are served under <c>/api/focus/sweep</c>; it need not exist yet.
    /// Null: no sweeps are served.
    /// </summary>
    public string? SweepFolder { get; init; }

    /// <summary>
    /// Where the source is a folder of stills: returns the path of the still whose frame is being delivered. Null: it is another source.
    /// </summary>
    public Func<string?>? CurrentStill { get; init; }

    /// <summary>The recorder whose controls are served under <c>/api/recording</c>; null when this run records no clips.</summary>
    public ClipRecorder? Recorder { get; init; }

    /// <summary>The targets that the stream is sent to, whose state <c>/api/outputs</c> answers; null: there are none. Borrowed.</summary>
    public LiveOutputs? Outputs { get; init; }

    /// <summary>
    /// The shoot that is served under <c>/api/shoot</c>, and whose session's clips are listed; null serves none. Borrowed.
    /// </summary>
    public ShootServices? Shoot { get; init; }

    /// <summary>The folder of clips that <c>/api/clips</c> lists; it need not exist yet. Null: clips and recorder are not served.</summary>
    public string? ClipsFolder { get; init; }

    /// <summary>
    /// Overlays that the server draws into snapshots and MJPEG streams, by default the built-in ones. The first is drawn when no
    /// name is given.
    /// </summary>
    /// <exception cref="ArgumentException">Two have the same name, or there are more than <see cref="FrameOverlays.Max"/>.</exception>
    public IReadOnlyList<OverlayDescription> Overlays
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count > FrameOverlays.Max)
                throw new ArgumentException(
                    $"There are {value.Count} overlays, and at most {FrameOverlays.Max} are served.", nameof(Overlays));
            if (value.DistinctBy(static overlay => overlay.Name).Count() < value.Count)
                throw new ArgumentException("Two overlays have the same name.", nameof(Overlays));
            field = value;
        }
    } = FrameOverlays.BuiltIn;

    /// <summary>Folders with overlay scripts of the host, which the page offers beside its own: see docs/extending.md.</summary>
    /// <exception cref="PreviewException">A folder does not exist.</exception>
    public IReadOnlyList<string> OverlayFolders
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.FirstOrDefault(static folder => !Directory.Exists(folder)) is { } missing)
                throw new PreviewException($"There is no folder {Path.GetFullPath(missing)} with overlays: create it, or name another.");
            field = value;
        }
    } = [];

    /// <summary>
    /// Adds endpoints of the program that embeds the preview; null adds none. They are served on the same port, behind the same check of
    /// Host and Origin, and listed in the OpenAPI document. Each needs control, unless it declares another role by
    /// <see cref="RequiredRole.RequireRole"/>. Called once, while the preview starts.
    /// </summary>
    public Action<IEndpointRouteBuilder>? Extend { get; init; }

    /// <summary>
    /// Where the preview registers that it wants frames: while a viewer is connected, and until a snapshot has its picture. Null: frames
    /// come in any case.
    /// </summary>
    public FrameDemand? Demand { get; init; }

    /// <summary>Remote controls over OSC; null, the default: there is no port for them.</summary>
    public OscOptions? Osc { get; init; }

    /// <summary>Longest wait of a snapshot for a picture that has to be made for it, by default 5 s; then it answers 503.</summary>
    public TimeSpan SnapshotTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Measures <see cref="SendTimeout"/> and <see cref="SnapshotTimeout"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the web server logs; null logs nothing.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>
    /// The meter whose instruments <c>/metrics</c> shows, beside those of the .NET runtime; null shows the latter alone. Borrowed.
    /// </summary>
    public Meter? Meter { get; init; }

    /// <summary>
    /// After this time, by default 15 s, a viewer that has not acknowledged its picture may be replaced by a new one where all places are
    /// taken.
    /// </summary>
    internal TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    internal ViewerLimits Limits => new(MaxViewers, MaxWaiting, SendTimeout, SnapshotTimeout, Time) { StallTimeout = StallTimeout };
}
