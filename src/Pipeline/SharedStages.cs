using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>The steps that both pipelines share.</summary>
internal static class SharedStages
{
    /// <summary>
    /// The deblur stage behind a source. It makes sessions for another size on its own thread, those for another level in the background.
    /// </summary>
    public static DeblurStage Deblur(FrameSource source, Model model, ExecutionProvider provider, DeblurStageOptions options)
    {
        var network = new DeblurOptions { Provider = provider, AllowInterim = true };
        return new DeblurStage(
            source.Frames,
            DeblurSessions.Create(model, source.Description.Size, network),
            plan => DeblurSessions.Create(model, plan.Size, network with { Rung = plan.Rung, AllowInterim = plan.AllowInterim }),
            options);
    }

    /// <summary>The preview of a stage's results, with the pages for clips.</summary>
    public static Task<WebPreview> PreviewAsync(
        FrameSource source, DeblurStage stage, ClipRecorder? recorder, LiveMeter meter, FocusAssist? focus,
        LiveOptions options, CancellationToken cancellation) =>
        WebPreview.StartAsync(
            stage.FramesWithoutDemand,
            meter.Status,
            new PreviewOptions
            {
                Address = options.Listen.Address,
                Port = options.Listen.Port,
                Camera = source.Camera,
                Demand = source.Demand,
                Logging = options.LoggerFactory,
                Focus = focus,
                Lens = source.Lens,
                Recorder = recorder,
                ClipsFolder = options.Clips.Folder,
                Overlays = options.Overlays,
                OverlayFolders = options.OverlayFolders,
            },
            cancellation);
}
