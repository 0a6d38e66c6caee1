using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>What a stage counts and measures: written on the stage's thread, read on any.</summary>
/// <param name="levels">Number of levels of quality.</param>
internal sealed class StageCounts(int levels)
{
    private readonly long[] _deblurredOn = new long[levels];
    private long _deblurred, _exhausted, _abandoned;

    /// <summary>Frames that were deblurred.</summary>
    public long Deblurred => Interlocked.Read(ref _deblurred);

    /// <summary>Frames that no session has deblurred: without a free buffer, or abandoned at the end.</summary>
    public long Lost => Interlocked.Read(ref _exhausted) + Interlocked.Read(ref _abandoned);

    /// <summary>Time of the network for a frame.</summary>
    public DurationHistogram Times { get; } = new();

    /// <summary>Time from the capture of a frame to its result.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>Those of <see cref="Deblurred"/> that came from this level.</summary>
    public long DeblurredOn(int level) => Interlocked.Read(ref _deblurredOn[level]);

    /// <summary>Counts a result; the times are timestamps of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public void AddResult(int level, long capturedAt, long start, long end)
    {
        Times.Record(end - start);
        Latency.Record(end - capturedAt);
        Interlocked.Increment(ref _deblurredOn[level]);
        Interlocked.Increment(ref _deblurred);
    }

    /// <summary>Counts a frame for which no buffer was free.</summary>
    public void AddExhausted() => Interlocked.Increment(ref _exhausted);

    /// <summary>Counts a frame that was abandoned.</summary>
    public void AddAbandoned() => Interlocked.Increment(ref _abandoned);
}
