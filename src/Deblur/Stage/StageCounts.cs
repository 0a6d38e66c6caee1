using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>What a stage counts and measures: written on the stage's thread, read on any.</summary>
internal sealed class StageCounts
{
    private readonly long[] _deblurredOn = new long[QualityLadder.Rungs.Count];
    private long _deblurred, _exhausted, _abandoned;

    /// <summary>Frames that were deblurred.</summary>
    public long Deblurred => Interlocked.Read(ref _deblurred);

    /// <summary>Frames that no session has deblurred: without a free buffer, or abandoned at the end.</summary>
    public long Lost => Interlocked.Read(ref _exhausted) + Interlocked.Read(ref _abandoned);

    /// <summary>Time of the network for a frame.</summary>
    public DurationHistogram Times { get; } = new();

    /// <summary>Time from the capture of a frame to its result.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>Those of <see cref="Deblurred"/> that came from this rung.</summary>
    public long DeblurredOn(QualityRung rung) => Interlocked.Read(ref _deblurredOn[(int)rung]);

    /// <summary>Counts a result; the times are timestamps of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public void AddResult(QualityRung rung, long capturedAt, long start, long end)
    {
        Times.Record(end - start);
        Latency.Record(end - capturedAt);
        Interlocked.Increment(ref _deblurredOn[(int)rung]);
        Interlocked.Increment(ref _deblurred);
    }

    /// <summary>Counts a frame for which no buffer was free.</summary>
    public void AddExhausted() => Interlocked.Increment(ref _exhausted);

    /// <summary>Counts a frame that was abandoned.</summary>
    public void AddAbandoned() => Interlocked.Increment(ref _abandoned);
}
