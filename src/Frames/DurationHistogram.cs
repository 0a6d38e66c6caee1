using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace P2IKT.Live.Frames;

/// <summary>
/// Collects how long something took, thread-safe and without allocating: logarithmic buckets 2 % wide from 10 microseconds to
/// beyond a minute, so that a percentile is right within 1 %.
/// </summary>
public sealed class DurationHistogram
{
    private const double Growth = 1.02;
    private const double FirstMs = 0.01;
    private static readonly double LogGrowth = Math.Log(Growth);
    private readonly long[] _buckets = new long[800];
    private long _count;
    private Histogram<double>? _instrument;

    /// <summary>Each duration is recorded in this instrument, too, in seconds; null, the default: in none. Borrowed.</summary>
    public Histogram<double>? Instrument
    {
        get => Volatile.Read(ref _instrument);
        set => Volatile.Write(ref _instrument, value);
    }

    /// <summary>Adds one duration, in ticks of <see cref="Stopwatch"/>.</summary>
    public void Record(long stopwatchTicks)
    {
        var ms = stopwatchTicks * 1000.0 / Stopwatch.Frequency;
        var bucket = ms <= FirstMs ? 0 : (int)(Math.Log(ms / FirstMs) / LogGrowth);
        Interlocked.Increment(ref _buckets[Math.Min(bucket, _buckets.Length - 1)]);
        Interlocked.Increment(ref _count);
        Instrument?.Record(ms / 1000);
    }

    /// <summary>Adds the time since <paramref name="start"/>, a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void RecordSince(long start) => Record(Stopwatch.GetTimestamp() - start);

    /// <summary>Percentiles of all that was recorded so far; zeros when nothing was.</summary>
    public DurationSummary Summarize() => new(Interlocked.Read(ref _count), Percentile(0.50), Percentile(0.95), Percentile(0.99));

    private double Percentile(double share)
    {
        var wanted = share * Interlocked.Read(ref _count);
        double seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Interlocked.Read(ref _buckets[i]);
            if (seen > 0 && seen >= wanted)
                return FirstMs * Math.Pow(Growth, i + 0.5);
        }
        return 0;
    }
}
