using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Stills;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// The flow of a hot folder: each still goes through the deblur stage to the preview and into a file, one at a time, in full quality.
/// </summary>
public sealed class StillPipeline : IPipeline
{
    private readonly LiveOptions _options;
    private readonly HotFolderSource _folder;
    private readonly DeblurStage _stage;
    private readonly LiveMeter _meter;
    private readonly DisposalList _owned;

    private StillPipeline(LiveOptions options, HotFolderSource folder, DeblurStage stage, LiveMeter meter, WebPreview? preview,
        DisposalList owned)
    {
        (_options, _folder, _stage, _meter, Preview, _owned) = (options, folder, stage, meter, preview, owned);
        Notices = stage.Notices.Merge(folder.Notices);
        owned.AddDisposable(NoticeLog.Attach(Notices, options.LoggerFactory.CreateLogger<StillPipeline>()));
    }

    /// <inheritdoc/>
    public WebPreview? Preview { get; }

    /// <inheritdoc/>
    public Uri? Url => Preview?.Url;

    /// <inheritdoc/>
    public SourceDescription Source => _folder.Description;

    /// <inheritdoc/>
    public DeblurSession Session => _stage.Session;

    /// <inheritdoc/>
    public IObservable<DeblurredFrame> Frames => _stage.Frames;

    /// <inheritdoc/>
    public IObservable<Notice> Notices { get; }

    /// <inheritdoc/>
    public long Deblurred => _stage.Deblurred;

    /// <inheritdoc/>
    public int Outstanding => _folder.Outstanding + _stage.Outstanding;

    /// <summary>What became of the stills so far.</summary>
    public StillCounts Stills => _folder.Counts;

    /// <summary>Opens the folder, loads the model and starts the preview; no still is read before <see cref="RunAsync"/>.</summary>
    /// <param name="options">What to run. Its source is a folder; limits of latency and settings of clips have no effect.</param>
    /// <param name="cancellation">Cancels the start within a second.</param>
    /// <exception cref="ArgumentException">The source is not a folder.</exception>
    /// <exception cref="CaptureException">The folder cannot be read.</exception>
    /// <exception cref="DeblurException">The model or provider cannot be used.</exception>
    /// <exception cref="PreviewException">The preview cannot be served.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<StillPipeline> StartAsync(LiveOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var owned = new DisposalList();
        await using var release = owned.ConfigureAwait(false); // of what was made, unless the end is reached
        var loading = ModelLoading.OfOne(options.Model, cancellation); // while the folder is listed
        await using var loaded = loading.ConfigureAwait(false);
        var buffers = BufferPlan.ForStills(hasPreview: !options.Headless, options.HostFrames);

        var folder = owned.Add(await options.OpenAsync(buffers, naming: null, cancellation).ConfigureAwait(false)) as HotFolderSource
            ?? throw new ArgumentException(
                $"The source {options.Source} is not a folder; it needs a {nameof(LivePipeline)}.", nameof(options));

        // folder --Frame--> mailbox(1) --> DeblurStage. Each still is deblurred, whether or not somebody watches, however long it takes.
        var ladder = await loading.Ladder.ConfigureAwait(false);
        var stage = owned.Add(SharedStages.Deblur(
            folder, ladder, options.Network, refines: false, new DeblurStageOptions { Buffers = buffers.Deblurred(framesPerSecond: 0) }));

        // DeblurStage --DeblurredFrame--> mailbox(1) --> WebPreview
        var meter = new LiveMeter(folder, stage, recorder: null, folder.Notices);
        owned.AddDisposable(meter);
        WebPreview? preview = null;
        if (!options.Headless)
        {
            var starting = SharedStages.PreviewAsync(
                folder, stage, recorder: null, outputs: null, meter, focus: null, shoot: null, options, cancellation);
            preview = owned.Add(await starting.ConfigureAwait(false));
            meter.Attach(preview);
        }

        // DeblurStage --DeblurredFrame--> StillRecorder. Last to subscribe: the folder delivers the next still when this one is written,
        // and all other receivers have seen it by then.
        owned.AddDisposable(new StillRecorder(folder, stage));
        return new StillPipeline(options, folder, stage, meter, preview, owned.Move());
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken stop) => PipelineRun.RunAsync(_folder, _stage, _meter, _options, Url, stop);

    /// <inheritdoc/>
    public LiveStatus Status() => _meter.Status();

    /// <inheritdoc/>
    public LiveStats Measure() => _meter.Measure();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owned.DisposeAsync();
}
