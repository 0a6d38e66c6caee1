using System.Reactive.Linq;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Stills;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// The whole flow: a camera's frames through the deblur stage to whoever watches. Made by <see cref="StartAsync"/>, run to its end by
/// <see cref="RunAsync"/>; disposing gives everything back, in the order of the flow.
/// </summary>
/// <remarks>
/// Nothing here carries pixels: a stage subscribes to the one before it, and what crosses threads does so in a stage's own mailbox.
/// </remarks>
public sealed class LivePipeline : IAsyncDisposable
{
    private const double FastestCamera = 60; // frames a second for which buffers are kept before the source tells its rate

    private readonly LiveOptions _options;
    private readonly FrameSource _source;
    private readonly DeblurStage _stage;
    private readonly WebPreview? _preview;
    private readonly LiveMeter _meter;
    private readonly StillRecorder? _stills;
    private readonly ClipRecorder? _clips;
    private readonly OverlayCanvas? _heat;

    private LivePipeline(
        LiveOptions options, FrameSource source, DeblurStage stage, ClipRecorder? clips, OverlayCanvas? heat, StillRecorder? stills, WebPreview? preview, LiveMeter meter)
    {
        (_options, _source, _stage, _clips, _heat, _stills, _preview, _meter) = (options, source, stage, clips, heat, stills, preview, meter);
    }

    /// <summary>Address of the preview; null when there is none.</summary>
    public Uri? Url => _preview?.Url;

    /// <summary>Where the frames come from.</summary>
    public SourceDescription Source => _source.Description;

    /// <summary>Where a tethered camera's pictures go; null for any other source.</summary>
    public string? StillsFolder => _source.Camera?.StillsFolder;

    /// <summary>How a tethered camera stands; null for any other source.</summary>
    public CameraState? Camera => _source.Camera?.State;

    /// <summary>The network at work and what it runs on.</summary>
    public DeblurSession Session => _stage.Session;

    /// <summary>Frames deblurred so far.</summary>
    public long Deblurred => _stage.Deblurred;

    /// <summary>What became of the stills; null when the source is no hot folder.</summary>
    public StillCounts? Stills => (_source as HotFolderSource)?.Counts;

    /// <summary>Records clips of the stream; null when the source is a hot folder, or nobody could start one.</summary>
    public ClipRecorder? Recorder => _clips;

    /// <summary>What the user should know while it runs; on any thread.</summary>
    public IObservable<Notice> Notices => _stage.Notices
        .Merge((_source as HotFolderSource)?.Notices ?? Observable.Empty<Notice>())
        .Merge(_clips?.Notices ?? Observable.Empty<Notice>());

    /// <summary>Buffers that are out, over all stages; zero after the end.</summary>
    public int Outstanding => _source.Outstanding + _stage.Outstanding;

    /// <summary>
    /// Wires source, deblur stage and preview; nothing flows before <see cref="RunAsync"/>.
    /// </summary>
    /// <exception cref="CaptureException">The source cannot be opened.</exception>
    /// <exception cref="DeblurException">The model or provider cannot be used.</exception>
    /// <exception cref="PreviewException">The preview cannot be served.</exception>
    /// <exception cref="RecordingException">The clip that is asked for cannot be recorded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled meanwhile, at once: a source that does not hear of it is left behind.</exception>
    public static async Task<LivePipeline> StartAsync(LiveOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new DeblurOptions { Provider = options.Provider };
        var loading = Task.Run(() => ModelCatalog.Standard.Find(options.Model), cancellation); // while the camera opens
        FrameSource? source = null;
        DeblurStage? stage = null;
        ClipRecorder? clips = null;
        OverlayCanvas? heat = null;
        StillRecorder? stills = null;
        WebPreview? preview = null;
        try
        {
            var uri = options.Sources.Parse(options.Source);
            var isFolder = uri.Kind == SourceKind.Folder;
            // A folder has one still on its way at a time, and a still may be a hundred megabytes: no buffer is made that nobody fills.
            var shown = options.Headless && isFolder ? 0 : WebPreview.MaxHeldFrames;
            var records = !isFolder && (!options.Headless || options.Record is not null);
            var kept = records && options.Clips.KeepSource ? options.Clips.MaxHeldFrames(FastestCamera) : 0;
            var capture = new SourceOptions { PoolFrames = Math.Max(2, (isFolder ? 1 : 4) + shown + kept), StillOutput = options.Output };
            source = await options.Sources.OpenAsync(uri, options.StillsFolder is { } folder ? capture with { StillsFolder = folder } : capture, cancellation);
            source.Demand = isFolder ? null : new FrameDemand(); // each still is wanted, whoever watches
            var model = await loading;

            // camera --Frame--> mailbox(1) --> DeblurStage --DeblurredFrame--> mailbox(1) --> WebPreview
            stage = new DeblurStage(
                source.Frames,
                DeblurSessions.Create(model, source.Description.Size, network with { AllowInterim = true }),
                plan => DeblurSessions.Create(model, plan.Size, network with { Rung = plan.Rung, AllowInterim = plan.AllowInterim }),
                new DeblurStageOptions
                {
                    Buffers = (isFolder ? 1 : 2) + shown + (records ? options.Clips.MaxHeldFrames(source.Description.FramesPerSecond) : 0),
                    Latency = isFolder ? null : options.Budget, // stills may take long
                    DownstreamLatency = () => preview?.EncodeTime ?? TimeSpan.Zero,
                    Demand = source.Demand,
                });
            //                                            |----------> mailbox(n) --> ClipRecorder
            if (records)
            {
                heat = options.OverlayToRecord is { } overlay ? new OverlayCanvas(overlay, () => stage.Session.Model.MaxBlurRadius) : null;
                clips = new ClipRecorder(stage.FramesWithoutDemand, () => Facts(source, stage), options.Clips with { Overlay = heat?.ForClips, Demand = source.Demand });
            }
            var meter = new LiveMeter(source, stage, clips);
            if (!options.Headless)
            {
                preview = await WebPreview.StartAsync(
                    stage.FramesWithoutDemand, meter.Status, new PreviewOptions
                    {
                        Address = options.Listen.Address,
                        Port = options.Listen.Port,
                        Camera = source.Camera,
                        Demand = source.Demand,
                        Recorder = clips,
                        ClipsFolder = options.Clips.Folder,
                        Overlays = options.Overlays,
                        OverlayFolders = options.OverlayFolders,
                    }, cancellation);
                meter.Attach(preview);
            }
            // The last to see a frame: the folder hands out the next still when this one is written, and everyone else has seen it.
            if (source is HotFolderSource hotFolder)
                stills = new StillRecorder(hotFolder, stage);
            if (options.Record is { } file)
                clips!.StartAt(file); // before the first frame, and last: nothing else can fail now and leave an empty file behind
            return new LivePipeline(options, source, stage, clips, heat, stills, preview, meter);
        }
        catch
        {
            await DisposeAllAsync(source, stage, clips, heat, stills, preview);
            await loading.ContinueWith(static t => t.Exception, TaskScheduler.Default); // observed: one failure is told, not two
            throw;
        }
    }

    /// <summary>
    /// Lets the frames flow until the source ends, the options say so, or <paramref name="stop"/> is cancelled; the frames that
    /// were captured by then are dealt with before it returns.
    /// </summary>
    /// <exception cref="CaptureException">The source failed for good.</exception>
    /// <exception cref="DeblurException">The network failed.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var failure = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var counting = _source.Frames.Subscribe(
            frame =>
            {
                if (frame.Sequence + 1 >= _options.Frames)
                    _source.Stop(); // this frame is the last
            },
            static _ => { });
        using var outcome = _stage.FramesWithoutDemand.Subscribe(static _ => { }, error => failure.TrySetResult(error), () => failure.TrySetResult(null));

        // Without a preview, and where a number of frames is asked for, every frame is wanted; else those that somebody watches or keeps.
        using var wanted = _options.Headless || _options.Frames is not null ? _source.Demand?.Want() : null;
        using var memory = new MemoryWatch(TimeProvider.System);
        _meter.Begin(memory);
        _source.Start();
        if (_options.Duration is { } duration)
            ending.CancelAfter(duration);
        using (ending.Token.Register(_stage.EndSoon))
        using (ending.Token.Register(_source.Stop))
        using (ending.Token.Register(memory.Dispose)) // the last to register is called first: before the source gives its buffers back
        {
            var error = await failure.Task;
            memory.Dispose();
            await _source.DisposeAsync();
            await _stage.Ended;
            _meter.End(error);
            if (_clips is not null)
                await _clips.StopAsync(CancellationToken.None); // the clip is closed, whatever ended the stream
            if (error is not null)
                throw error;
        }
    }

    /// <summary>The statistics of the run so far; after <see cref="RunAsync"/>, of the whole run.</summary>
    public LiveStats Measure() => _meter.Measure();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAllAsync(_source, _stage, _clips, _heat, _stills, _preview);

    private static ClipOrigin Facts(FrameSource source, DeblurStage stage)
    {
        var (from, session) = (source.Description, stage.Session);
        return new ClipOrigin(new ClipSource(from.Uri, from.Name), new ClipModel($"{session.Model.Name} {session.Model.Version}", session.Provider.Name), from.FramesPerSecond);
    }

    private static async ValueTask DisposeAllAsync(FrameSource? source, DeblurStage? stage, ClipRecorder? clips, OverlayCanvas? heat, StillRecorder? stills, WebPreview? preview)
    {
        if (source is not null)
            await source.DisposeAsync();
        if (stage is not null)
            await stage.DisposeAsync();
        stills?.Dispose();
        if (clips is not null)
            await clips.DisposeAsync();
        heat?.Dispose();
        if (preview is not null)
            await preview.DisposeAsync();
    }
}
