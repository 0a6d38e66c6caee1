using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live;

/// <summary>What viewers have acknowledged, over all of them.</summary>
internal sealed class PresentationLog
{
    private long _presented;

    public long Presented => Interlocked.Read(ref _presented);

    /// <summary>From capture to the arrival of the acknowledgement.</summary>
    public DurationHistogram Latency { get; } = new();

    public void Add(long stopwatchTicks)
    {
        Interlocked.Increment(ref _presented);
        Latency.Record(stopwatchTicks);
    }
}
