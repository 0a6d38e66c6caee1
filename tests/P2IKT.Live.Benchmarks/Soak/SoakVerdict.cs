using System.Globalization;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>
/// Compares the last part of a soak with its first: a sixth of it each, which is ten minutes of an hour. The first cycle warms up and is
/// left out.
/// </summary>
internal static class SoakVerdict
{
    private const double LatencyShare = 1.05; // of the first part's p95
    private const double MemoryShare = 1.05; // of the first part's median
    private const double HeapMegabytes = 4; // more than the first part's median: a collection leaves what is young
    private const int Handles = 4;
    private const int Threads = 4; // the pool of .NET adds and takes away some

    /// <summary>Why the soak has failed, each a sentence; empty when it has not.</summary>
    public static IReadOnlyList<string> Judge(IReadOnlyList<SoakCycle> cycles)
    {
        var warm = cycles.Skip(1).ToList();
        if (warm.Count < 2)
            return ["There are fewer than three cycles: give it more minutes."];
        var part = Math.Max(1, cycles.Count / 6);
        var (first, last) = (warm.Take(part).ToList(), warm.TakeLast(part).ToList());
        var reasons = new List<string>();
        Check("p95 in ms", P95(first), P95(last), P95(first) * LatencyShare);
        Check("memory in MB", Median(first, static c => c.Megabytes), Median(last, static c => c.Megabytes), Median(first, static c => c.Megabytes) * MemoryShare);
        Check("managed heap in MB", Median(first, static c => c.HeapMegabytes), Median(last, static c => c.HeapMegabytes), Median(first, static c => c.HeapMegabytes) + HeapMegabytes);
        Check("handles", Median(first, static c => c.Handles), Median(last, static c => c.Handles), Median(first, static c => c.Handles) + Handles);
        Check("threads", Median(first, static c => c.Threads), Median(last, static c => c.Threads), Median(first, static c => c.Threads) + Threads);
        if (warm.All(static cycle => cycle.Level == cycle.LevelUnderLoad))
            reasons.Add("The quality level never changed: no load has reached the program.");
        return reasons;

        void Check(string what, double before, double after, double limit)
        {
            var isFine = after <= limit; // not so for NaN
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {before:0.0} at first, {after:0.0} at last, at most {limit:0.0}: {(isFine ? "ok" : "FAILED")}"));
            if (!isFine)
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"The {what} went from {before:0.0} to {after:0.0}, where {limit:0.0} is the limit."));
        }
    }

    private static double P95(IEnumerable<SoakCycle> cycles) =>
        SoakCycle.Percentile([.. cycles.SelectMany(static cycle => cycle.Latencies).Order()], 0.95);

    private static double Median(IEnumerable<SoakCycle> cycles, Func<SoakCycle, double> value) => SoakCycle.Percentile([.. cycles.Select(value).Order()], 0.5);
}
