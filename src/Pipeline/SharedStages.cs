using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>The steps that both pipelines share.</summary>
internal static class SharedStages
{
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(1); // for a source to stop opening

    /// <summary>
    /// Opens a source; returns at most <see cref="CancelTimeout"/> after a cancellation, and then disposes a source that opens late.
    /// </summary>
    public static async Task<FrameSource> OpenAsync(string uri, SourceOptions options, CancellationToken stop)
    {
        var opening = Task.Run(() => FrameSources.Open(uri, options with { GiveUp = stop }), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // a camera is left in order; a file on a dead share is not waited for
            await Task.WhenAny(opening, Task.Delay(CancelTimeout, CancellationToken.None)).ConfigureAwait(false);
            _ = opening.ContinueWith(
                static late => late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.FromResult(late.Exception),
                TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>The deblur stage behind a source. Sessions for another size or quality are made in the background.</summary>
    public static DeblurStage Deblur(FrameSource source, Model model, ExecutionProvider provider, DeblurStageOptions options)
    {
        var network = new DeblurOptions { Provider = provider, AllowInterim = true };
        return new DeblurStage(
            source.Frames,
            DeblurSession.Create(model, source.Description.Size, network),
            plan => DeblurSession.Create(model, plan.Size, network with { Rung = plan.Rung, AllowInterim = plan.AllowInterim }),
            options);
    }

    /// <summary>The preview of a stage's results, with the pages for clips.</summary>
    public static Task<WebPreview> PreviewAsync(
        FrameSource source, DeblurStage stage, ClipRecorder? recorder, LiveMeter meter, LiveOptions options,
        CancellationToken cancellation) =>
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
                Extend = endpoints => RecordingPages.Map(endpoints, options.Clips.Folder, recorder),
            },
            cancellation);
}
