using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Preview.Focus;
using P2IKT.Live.Preview.Focus.Faces;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Focus.Manual;
using P2IKT.Live.Preview.Focus.Sweeps;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Operation;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview;

/// <summary>
/// Makes the services that the endpoints and the remote controls share, and maps the endpoints of every folder. Services that must be
/// disposed end with the server.
/// </summary>
/// <param name="app">The server, not yet started.</param>
/// <param name="live">Endpoints of the pictures.</param>
/// <param name="loop">Encodes the pictures in which faces are searched.</param>
/// <param name="frames">The frames that are shown, for sweeps.</param>
/// <param name="status">Returns the state of the live view.</param>
/// <param name="options">What to serve.</param>
internal sealed class PreviewRoutes(
    WebApplication app, LiveEndpoints live, EncoderLoop loop, IObservable<DeblurredFrame> frames, Func<LiveStatus> status,
    PreviewOptions options)
{
    /// <summary>Maps all of them, and returns the services for remote controls.</summary>
    public RemoteTargets Map()
    {
        EmbeddedAssets.Map(app);
        new OverlayScripts(options.OverlayFolders, options.Overlays).Map(app);
        live.Map(app);
        MapStatus();
        var magnifier = MapCamera();
        var (lens, lensOrders) = options.Focus is { } focus ? MapFocus(focus, magnifier) : (null, null);
        if (options.SweepFolder is { } sweeps)
            MapSweeps(sweeps, lens as ISweepLens);
        var recording = new RecordingControls(options.ClipsFolder is null ? null : options.Recorder);
        if (options.ClipsFolder is { } clips)
            MapClips(clips, recording);
        MapOutputs();
        var snapshots = MapShoot();
        options.Extend?.Invoke(app);
        return new RemoteTargets
        {
            Recording = recording,
            Camera = options.Camera,
            Lens = lensOrders,
            Focus = options.Focus,
            Shoot = options.Shoot?.Shoot,
            Snapshots = snapshots,
        };
    }

    private void MapStatus()
    {
        new StatusEndpoints(() => status() with
        {
            Sweeps = options.SweepFolder is not null, Shoots = options.Shoot is not null, Outputs = options.Outputs?.State ?? [],
        }).Map(app);
        HealthEndpoints.Map(app);
        var metrics = new MetricsEndpoint(options.Meter);
        app.Lifetime.ApplicationStopped.Register(metrics.Dispose);
        metrics.Map(app);
    }

    private CameraMagnifier? MapCamera()
    {
        new CameraEndpoints(options.Camera).Map(app);
        if (options.Camera is not { } camera)
            return null;
        var magnifier = new CameraMagnifier(camera, options.Focus);
        app.Lifetime.ApplicationStopped.Register(magnifier.Dispose);
        new PointerEndpoints(magnifier).Map(app);
        return magnifier;
    }

    private (ILensControls? Controls, LensOrders? Orders) MapFocus(FocusAssist focus, CameraMagnifier? magnifier)
    {
        var faces = new FaceEndpoints(loop, options.Limits);
        faces.Map(app);
        app.Lifetime.ApplicationStopped.Register(faces.Dispose);
        var lens = options.LensControls ?? DriveLens(focus, magnifier);
        new FocusEndpoints(focus, lens is not null, magnifier is not null).Map(app);
        new ManualEndpoints(focus).Map(app);
        if (lens is null)
            return (null, null);
        var orders = new LensOrders(lens, focus);
        new LensEndpoints(orders).Map(app);
        return (lens, orders);
    }

    private LensControls? DriveLens(FocusAssist focus, CameraMagnifier? magnifier)
    {
        if (options.Lens is not { } drive)
            return null;
        var controls = new LensControls(drive, focus, new LensSurroundings
        {
            Camera = options.Camera,
            Demand = options.Demand,
            HoldQuality = options.HoldQuality,
            Calibrations = options.LensFile is { } file ? new LensCalibrations(file) : null,
            Magnifier = magnifier,
        }, options.Time);
        app.Lifetime.ApplicationStopped.Register(controls.Dispose);
        return controls;
    }

    private void MapSweeps(string folder, ISweepLens? lens)
    {
        var source = new SweepSource(frames, options.Focus, options.Demand, options.CurrentStill, status, options.Time)
        {
            HoldQuality = options.HoldQuality,
        };
        var sweeps = new SweepControls(source, lens, Path.GetFullPath(folder));
        app.Lifetime.ApplicationStopping.Register(sweeps.Dispose);
        new SweepEndpoints(sweeps).Map(app);
    }

    private void MapClips(string folder, RecordingControls recording)
    {
        new RecordingEndpoints(recording).Map(app);
        var clips = options.Shoot is { Shoot: var shoot } ? new ClipFolder(() => shoot.Folders.Clips) : new ClipFolder(folder);
        new ClipEndpoints(clips, () => ClipBeingWritten(options.Recorder)).Map(app);
    }

    private void MapOutputs()
    {
        if (options.Outputs is not { } outputs)
            return;
        app.MapGet("/api/outputs", () => TypedResults.Ok(outputs.State)).RequireRole(AccessRole.Watch).WithTags("outputs")
            .WithName("outputs").WithSummary("The targets that the stream is sent to, and whether it arrives there.");
    }

    private SessionSnapshots? MapShoot()
    {
        if (options.Shoot is not { } shoot)
            return null;
        var snapshots = new SessionSnapshots(shoot, new SnapshotSaver(loop, options.Limits));
        new ShootEndpoints(shoot, snapshots, options.Camera).Map(app);
        return snapshots;
    }

    private static string? ClipBeingWritten(ClipRecorder? recorder) =>
        recorder is { State.Phase: not RecorderPhase.Idle, ClipPath: { } path } ? Path.GetFullPath(path) : null;
}
