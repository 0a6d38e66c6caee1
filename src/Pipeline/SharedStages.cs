using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Pipeline;

/// <summary>The steps that both pipelines share.</summary>
internal static class SharedStages
{
    // Of the camera's interval, for a frame on the first level: as on the edge as it can be, because the governor steps down quickly.
    private const double ShareOfInterval = 0.9;
    // Of the latency.
    private const double ShareOfLatency = 0.5;
    private const double UsualFramesPerSecond = 30;

    /// <summary>
    /// The deblur stage behind a source. It makes sessions for another size on its own thread, those for another level in the background.
    /// The ladder's first model refines what holds still, if that is asked for and there is a limit of latency. It begins on the best level
    /// whose measured cost leaves room within the camera's interval and the latency.
    /// </summary>
    public static DeblurStage Deblur(
        FrameSource source, QualityLadder ladder, DeblurOptions network, bool refines, DeblurStageOptions options)
    {
        network = network with { AllowInterim = true };
        var (size, framesPerSecond) = (source.Description.Size, source.Description.FramesPerSecond);
        var interval = TimeSpan.FromSeconds(ShareOfInterval / (framesPerSecond > 0 ? framesPerSecond : UsualFramesPerSecond));
        var latency = ShareOfLatency * (options.Latency ?? TimeSpan.MaxValue);
        var time = latency < interval ? latency : interval;
        var first = ladder.Levels[ladder.BestWithin(size, time)];
        return new DeblurStage(
            source.Frames,
            Open(new SessionPlan(size, first, AllowInterim: true)),
            Open,
            options with { Ladder = ladder, Refine = options.Latency is null || !refines ? null : Refine, Recover = Recover });

        // A provider that was asked for by name is not replaced: what is measured or compared then would be another's.
        bool Recover(DeblurSession failed, DeblurException failure) => network.Provider == ExecutionProvider.Auto
            && ExecutionProviders.Exclude(failed.Provider, $"it failed on a frame ({failure.Message.TrimEnd('.')})");

        DeblurSession Refine(FrameSize of) =>
            DeblurSessions.Create(ladder.Levels[0].Model, of, network with { AllowInterim = false, Threads = 1 });

        DeblurSession Open(SessionPlan plan) => DeblurSessions.Create(
            plan.Level.Model, plan.Size, network with { Rung = plan.Level.Rung, AllowInterim = plan.AllowInterim, KeepsMaps = refines });
    }

    /// <summary>The preview of a stage's results, with the pages for clips.</summary>
    public static Task<WebPreview> PreviewAsync(
        FrameSource source, DeblurStage stage, ClipRecorder? recorder, LiveOutputs? outputs, LiveMeter meter, FocusAssist? focus,
        ShootServices? shoot, LiveOptions options, CancellationToken cancellation) =>
        WebPreview.StartAsync(
            stage.FramesWithoutDemand,
            meter.Status,
            new PreviewOptions
            {
                Address = options.Listen.Address,
                Port = options.Listen.Port,
                Access = options.Access,
                Osc = options.Osc,
                Camera = source.Camera,
                Demand = source.Demand,
                Logging = options.LoggerFactory,
                Meter = meter.Metrics.Meter,
                Focus = focus,
                Lens = source.Lens,
                HoldQuality = stage.HoldQuality,
                LensFile = options.StateFolder is { } state ? Path.Combine(state, "lenses.json") : null,
                Recorder = recorder,
                Outputs = outputs,
                ClipsFolder = options.Clips.Folder,
                SweepFolder = options.PicturesFolder,
                Shoot = shoot,
                CurrentStill = source is HotFolderSource folder ? () => folder.Current?.Path : null,
                Overlays = options.Overlays,
                OverlayFolders = options.OverlayFolders,
            },
            cancellation);
}
