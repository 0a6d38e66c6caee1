using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;

namespace P2IKT.Live.Pipeline;

/// <summary>The run of a source and its stage, from the first frame to the last.</summary>
internal static class PipelineRun
{
    /// <summary>
    /// Starts the source, and returns when it has ended and every captured frame has been processed. The source is disposed then.
    /// </summary>
    /// <param name="source">Not started yet.</param>
    /// <param name="stage">What its frames go through.</param>
    /// <param name="meter">Measures the run.</param>
    /// <param name="options">The number of frames and the time after which it stops.</param>
    /// <param name="url">Address of the preview, for the log; null when there is none.</param>
    /// <param name="stop">Ends the run before that.</param>
    /// <exception cref="CaptureException">The source failed for good.</exception>
    /// <exception cref="DeblurException">The network failed.</exception>
    public static async Task RunAsync(
        FrameSource source, DeblurStage stage, LiveMeter meter, LiveOptions options, Uri? url, CancellationToken stop)
    {
        var outcome = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var counting = source.Frames.Subscribe(
            frame =>
            {
                if (frame.Sequence + 1 >= options.Frames)
                    source.Stop(); // this frame is the last
            },
            static _ => { });
        using var observing = stage.FramesWithoutDemand.Subscribe(
            static _ => { }, error => outcome.TrySetResult(error), () => outcome.TrySetResult(null));
        var log = options.LoggerFactory.CreateLogger("P2IKT.Live.Pipeline");
        using var logging = LiveLog.Attach(log, source, stage, url);
        using var memory = new MemoryWatch(TimeProvider.System);
        meter.Begin(memory);
        source.Start();
        if (options.Duration is { } duration)
            ending.CancelAfter(duration);
        using (ending.Token.Register(stage.EndSoon))
        using (ending.Token.Register(source.Stop))
        using (ending.Token.Register(memory.Dispose)) // the last to register is called first: before the source releases its buffers
        {
            var failure = await outcome.Task.ConfigureAwait(false);
            memory.Dispose();
            await source.DisposeAsync().ConfigureAwait(false);
            await stage.Ended.ConfigureAwait(false);
            meter.End(failure);
            LiveLog.Ended(log, meter.Measure());
            if (failure is not null)
                throw failure;
        }
    }
}
