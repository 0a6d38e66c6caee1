using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur.Stage;

namespace P2IKT.Live.Pipeline;

/// <summary>What a pipeline logs beside its notices. The names of events and values are stable: docs/metrics.md lists them.</summary>
internal static partial class LiveLog
{
    /// <summary>
    /// Logs the beginning of a run, each change of the connection and of the quality level; disposing the result ends it.
    /// </summary>
    public static IDisposable Attach(ILogger log, FrameSource source, DeblurStage stage, Uri? url)
    {
        Started(log, source.Description.Name, stage.Session.Model.Name, stage.Session.Provider.Name, url);
        var attached = new CompositeDisposable(
            source.Connection.DistinctUntilChanged().Subscribe(state => Connection(log, state), static _ => { }));
        if (log.IsEnabled(LogLevel.Debug))
            attached.Add(stage.FramesWithoutDemand.Select(static frame => frame.Level).DistinctUntilChanged()
                .Subscribe(level => Level(log, level, stage.Deblurred), static _ => { }));
        return attached;
    }

    /// <summary>Logs the end of a run.</summary>
    public static void Ended(ILogger log, LiveStats run) =>
        Ended(log, run.Frames.Captured, run.Frames.Deblurred, run.Frames.Dropped, Math.Round(run.LatencyMs.P95, 1));

    [LoggerMessage(EventName = "started", Level = LogLevel.Information,
        Message = "{Source} runs through {Model} on {Provider}; the preview is at {Url}")]
    private static partial void Started(ILogger log, string source, string model, string provider, Uri? url);

    [LoggerMessage(EventName = "connection-changed", Level = LogLevel.Information, Message = "The source is now {State}")]
    private static partial void Connection(ILogger log, ConnectionState state);

    [LoggerMessage(EventName = "level-changed", Level = LogLevel.Debug, Message = "Frames now come from the quality level {Level}, "
        + "after {Frames} frames")]
    private static partial void Level(ILogger log, string level, long frames);

    [LoggerMessage(EventName = "ended", Level = LogLevel.Information,
        Message = "Ended: {Captured} frames captured, {Deblurred} deblurred, {Dropped} dropped; latency p95 {LatencyMs} ms")]
    private static partial void Ended(ILogger log, long captured, long deblurred, long dropped, double latencyMs);
}
