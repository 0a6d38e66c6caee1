using System.Diagnostics;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Steadiness;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// The flow of a stream: the frames of a camera or a video go through the deblur stage to the preview and the recorder.
/// </summary>
/// <remarks>
/// Nothing here carries pixels: a stage subscribes to the one before it, and frames cross threads only in a stage's own mailbox.
/// </remarks>
public sealed class LivePipeline : IPipeline
{
    private readonly LiveOptions _options;
    private readonly FrameSource _source;
    private readonly DeblurStage _stage;
    private readonly LiveMeter _meter;
    private readonly DisposalList _owned;
    private int _hasRun; // 0 or 1

    private LivePipeline(
        LiveOptions options, FrameSource source, DeblurStage stage, ClipRecorder? recorder, LiveOutputs? outputs, LiveMeter meter,
        FocusAssist focus, WebPreview? preview, DisposalList owned)
    {
        (_options, _source, _stage, Recorder, Outputs, _meter, Preview, _owned) =
            (options, source, stage, recorder, outputs, meter, preview, owned);
        Focus = focus;
        Notices = ((IObservable<Notice>?[])[stage.Notices, recorder?.Notices, outputs?.Notices]).OfType<IObservable<Notice>>().Merge();
        owned.AddDisposable(NoticeLog.Attach(Notices, options.LoggerFactory.CreateLogger<LivePipeline>()));
    }

    /// <inheritdoc/>
    public WebPreview? Preview { get; }

    /// <inheritdoc/>
    public Uri? Url => Preview?.Url;

    /// <summary>The measurements of this run as instruments; disposed with the pipeline.</summary>
    public LiveMetrics Metrics => _meter.Metrics;

    /// <inheritdoc/>
    public SourceDescription Source => _source.Description;

    /// <inheritdoc/>
    public DeblurSession Session => _stage.Session;

    /// <inheritdoc/>
    public IObservable<DeblurredFrame> Frames => _stage.Frames;

    /// <inheritdoc/>
    public IObservable<Notice> Notices { get; }

    /// <inheritdoc/>
    public long Deblurred => _stage.Deblurred;

    /// <inheritdoc/>
    public int Outstanding => _source.Outstanding + _stage.Outstanding;

    /// <summary>Where a tethered camera's pictures go; null for any other source.</summary>
    public string? StillsFolder => _source.Camera?.StillsFolder;

    /// <summary>The state of a tethered camera; null for any other source.</summary>
    public CameraState? Camera => _source.Camera?.State;

    /// <summary>Records clips of the stream; null in a headless run without <see cref="LiveOptions.Record"/>.</summary>
    public ClipRecorder? Recorder { get; }

    /// <summary>The targets that the stream is sent to; null: there are none.</summary>
    public LiveOutputs? Outputs { get; }

    /// <summary>The focus points, and what they read on each frame.</summary>
    public FocusAssist Focus { get; }

    /// <summary>The second copy of what is taken; null: none was asked for.</summary>
    public SecondCopy? Copies { get; private init; }

    /// <summary>Opens the source, loads the model and starts the preview; no frame flows before <see cref="RunAsync"/>.</summary>
    /// <param name="options">What to run. Its source is not a folder: that needs a <see cref="StillPipeline"/>.</param>
    /// <param name="cancellation">Cancels the start within a second. A source that does not react is disposed when it has opened.</param>
    /// <exception cref="ArgumentException">The source is a folder.</exception>
    /// <exception cref="CaptureException">The source cannot be opened.</exception>
    /// <exception cref="DeblurException">The model or provider cannot be used.</exception>
    /// <exception cref="PreviewException">The preview cannot be served.</exception>
    /// <exception cref="RecordingException">
    /// The clip that is asked for cannot be recorded, the shot list cannot be read, or a target of <see cref="LiveOptions.Outputs"/> cannot
    /// be used.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<LivePipeline> StartAsync(LiveOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var owned = new DisposalList();
        await using var release = owned.ConfigureAwait(false); // of what was made, unless the end is reached
        var loading = ModelLoading.OfStream(options, cancellation); // while the source opens
        await using var loaded = loading.ConfigureAwait(false);
        var records = !options.Headless || options.Record is not null;
        var buffers = BufferPlan.ForStream(records ? options.Clips : null, options.HostFrames + LiveOutputs.MaxHeldFrames(options.Outputs));

        var shoot = LiveShoot.Start(options, owned);
        var source = owned.Add(await options.OpenAsync(buffers, shoot.Shoot.NameStill, cancellation).ConfigureAwait(false));
        if (source is HotFolderSource)
            throw new ArgumentException($"The source {options.Source} is a folder, which needs a {nameof(StillPipeline)}.",
                nameof(options));
        source.Demand = new FrameDemand();
        owned.AddDisposable(shoot.Attach(source));

        // source --Frame--> mailbox(1) --> DeblurStage --maps--> FocusAssist, before they are filtered and the result is lent
        var (focus, steady) = (new FocusAssist(), new SteadyMap());
        WebPreview? preview = null;
        var ladder = await loading.Ladder.ConfigureAwait(false);
        var stage = owned.Add(SharedStages.Deblur(source, ladder, options.Network, options.Refines, new DeblurStageOptions
        {
            Buffers = buffers.Deblurred(source.Description.FramesPerSecond),
            Latency = options.Budget,
            DownstreamLatency = () => preview?.EncodeTime ?? TimeSpan.Zero,
            Demand = source.Demand,
            FilterMaps = (frame, stride, cells, radii, confidences) =>
            {
                var at = Stopwatch.GetElapsedTime(0, frame.CapturedAt);
                focus.Observe(new FocusField(radii, confidences, cells, stride, frame.Size, frame.Sequence, at));
                steady.Apply(cells, at, radii, confidences);
            },
        }));

        // DeblurStage --DeblurredFrame--> mailbox(n) --> ClipRecorder
        var recorder = records ? Record(source, stage, options, shoot, owned) : null;

        // DeblurStage --sharp Frame--> mailbox(1) --> each of the LiveOutputs, which always want frames
        var outputs = options.Outputs.Targets.Count == 0 ? null : await LiveOutputs.StartAsync(
            stage.Frames, source.Description.FramesPerSecond, options.Outputs, cancellation).ConfigureAwait(false);
        if (outputs is not null)
            owned.AddDisposable(outputs);

        // DeblurStage --DeblurredFrame--> mailbox(1) --> WebPreview
        var meter = new LiveMeter(source, stage, recorder, recorder?.Notices);
        owned.AddDisposable(meter);
        if (!options.Headless)
        {
            var starting = SharedStages.PreviewAsync(source, stage, recorder, outputs, meter, focus, shoot.Services, options, cancellation);
            preview = owned.Add(await starting.ConfigureAwait(false));
            meter.Attach(preview);
        }

        // The clip is begun last, when nothing else can fail and leave an empty file behind.
        if (options.Record is { } file)
            await recorder!.StartAtAsync(file, cancellation).ConfigureAwait(false);
        return new LivePipeline(options, source, stage, recorder, outputs, meter, focus, preview, owned.Move()) { Copies = shoot.Copies };
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _hasRun, 1) != 0) // before the end of this call could close the clip of the first
            throw new InvalidOperationException("The pipeline runs already, or has run: start another one.");
        // Without a preview, and where a number of frames is asked for, every frame is wanted; else those that are watched or recorded.
        using var wanted = _options.Headless || _options.Frames is not null ? _source.Demand?.Want() : null;
        try
        {
            await PipelineRun.RunAsync(_source, _stage, _meter, _options, Url, stop).ConfigureAwait(false);
        }
        finally
        {
            if (Recorder is not null)
                await Recorder.StopAsync(CancellationToken.None).ConfigureAwait(false); // the clip is closed, whatever ended the stream
            if (Copies is not null)
                await Copies.FlushAsync(LiveShoot.LastCopies).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public LiveStatus Status() => _meter.Status();

    /// <inheritdoc/>
    public LiveStats Measure() => _meter.Measure();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static ClipRecorder Record(FrameSource source, DeblurStage stage, LiveOptions options, LiveShoot shoot, DisposalList owned)
    {
        var canvas = options.OverlaysToRecord is { } overlays ? new OverlayCanvas(overlays, () => stage.Session.Model.MaxBlurRadius) : null;
        var clips = shoot.Place(options.Clips) with { Overlay = canvas?.ForClips, Demand = source.Demand, SourceFile = options.SourceFile };
        var recorder = owned.Add(new ClipRecorder(stage.FramesWithoutDemand, () => OriginOf(source, stage), clips));
        if (canvas is not null)
            owned.AddDisposable(canvas); // after the recorder, which draws with it
        return recorder;
    }

    private static ClipOrigin OriginOf(FrameSource source, DeblurStage stage)
    {
        var (from, session) = (source.Description, stage.Session);
        var model = new ClipModel($"{session.Model.Name} {session.Model.Version}", session.Provider.Name);
        return new ClipOrigin(new ClipSource(from.Uri, from.Name), model, from.FramesPerSecond);
    }
}
