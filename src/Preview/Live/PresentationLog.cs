using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live;

/// <summary>Counts and times the frames that viewers have acknowledged, over all viewers. Thread-safe.</summary>
internal sealed class PresentationLog
{
    private long _presented;

    /// <summary>Frames that were presented.</summary>
    public long Presented => Interlocked.Read(ref _presented);

    /// <summary>Time from capture to the paint, or to the acknowledgement of a viewer that reports no times.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>Adds a frame that was presented this long after its capture.</summary>
    public void Add(long stopwatchTicks)
    {
        Interlocked.Increment(ref _presented);
        Latency.Record(stopwatchTicks);
    }
}
