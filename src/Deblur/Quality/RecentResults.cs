namespace P2IKT.Live.Deblur.Quality;

/// <summary>
/// Times of the last results in milliseconds, up to <see cref="Capacity"/>, and their percentiles. Allocates nothing after construction.
/// </summary>
internal sealed class RecentResults
{
    public const int Capacity = 200;

    private readonly double[] _latencies = new double[Capacity];
    private readonly double[] _works = new double[Capacity];
    private readonly double[] _gaps = new double[Capacity];
    private readonly double[] _sorted = new double[Capacity];

    /// <summary>Results since the last <see cref="Clear"/>, also those that newer ones have displaced.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one result.</summary>
    /// <param name="latency">From capture to result.</param>
    /// <param name="work">The part of that spent on the frame itself.</param>
    /// <param name="gap">From the capture before to this one.</param>
    public void Add(TimeSpan latency, TimeSpan work, TimeSpan gap)
    {
        var at = Count++ % Capacity;
        (_latencies[at], _works[at], _gaps[at]) = (latency.TotalMilliseconds, work.TotalMilliseconds, gap.TotalMilliseconds);
    }

    public void Clear() => Count = 0;

    /// <summary>How many of the last so many took longer than this, in ms.</summary>
    public int LaterThan(double latency, int last)
    {
        var late = 0;
        for (var i = Count - Available(last); i < Count; i++)
            late += _latencies[i % Capacity] > latency ? 1 : 0;
        return late;
    }

    /// <summary>A percentile, 0 to 1, of the last so many latencies, or of as many as there are; there must be one.</summary>
    public double Latency(double share, int last = Capacity) => Percentile(_latencies, share, last);

    /// <summary>The same of the work.</summary>
    public double Work(double share, int last = Capacity) => Percentile(_works, share, last);

    /// <summary>The same of the gaps between captures.</summary>
    public double Gap(double share, int last = Capacity) => Percentile(_gaps, share, last);

    private int Available(int last) => Math.Min(last, Math.Min(Count, Capacity));

    private double Percentile(double[] values, double share, int last)
    {
        var sorted = _sorted.AsSpan(0, Available(last));
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = values[(Count - sorted.Length + i) % Capacity];
        sorted.Sort();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
