using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview;

/// <summary>How the preview is served. Each value is validated when it is set.</summary>
public sealed record PreviewOptions
{
    /// <summary>The default port.</summary>
    public const int DefaultPort = 8400;

    /// <summary>Address to listen on: a loopback address.</summary>
    /// <exception cref="PreviewException">It is another address, which others could reach.</exception>
    public IPAddress Address
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IPAddress.IsLoopback(value))
            {
                throw new PreviewException(
                    $"Cannot listen on {value}: watching from other machines, with a token, comes in a later version; until then use 127.0.0.1.");
            }
            field = value;
        }
    } = IPAddress.Loopback;

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

    /// <summary>Viewers at once, by default 16; each further one is refused with 503.</summary>
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

    /// <summary>For tests: what drives instead of <see cref="Lens"/>.</summary>
    internal ILensControls? LensControls { get; init; }

    /// <summary>The recorder whose controls are served under <c>/api/recording</c>; null when this run records no clips.</summary>
    public ClipRecorder? Recorder { get; init; }

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
                throw new ArgumentException($"There are {value.Count} overlays, and at most {FrameOverlays.Max} are served.", nameof(Overlays));
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
    /// Host and Origin, and listed in the OpenAPI document. Called once, while the preview starts.
    /// </summary>
    public Action<IEndpointRouteBuilder>? Extend { get; init; }

    /// <summary>
    /// Where the preview registers that it wants frames: while a viewer is connected, and until a snapshot has its picture. Null: frames
    /// come in any case.
    /// </summary>
    public FrameDemand? Demand { get; init; }

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

    internal ViewerLimits Limits => new(MaxViewers, SendTimeout, SnapshotTimeout, Time);
}
