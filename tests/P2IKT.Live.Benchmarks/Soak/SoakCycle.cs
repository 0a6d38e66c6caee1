using System.Globalization;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>What was measured in one cycle: the latencies of its steady part, the resources at the end of that part.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="Latencies">Of one viewer, in ms, sorted.</param>
/// <param name="Megabytes">Resident memory.</param>
/// <param name="HeapMegabytes">Managed heap after the last collection.</param>
/// <param name="Handles">Open handles; on Linux file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Level">Index of the quality level in the steady part.</param>
/// <param name="LevelUnderLoad">The same at the end of the load.</param>
internal sealed record SoakCycle(
    int Number, IReadOnlyList<double> Latencies, double Megabytes, double HeapMegabytes, int Handles, int Threads, int Level, int LevelUnderLoad)
{
    public const string Head = "| cycle | frames | p50 ms | p95 ms | memory MB | managed MB | handles | threads | level | under load |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>A row of the table.</summary>
    public string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Number} | {Latencies.Count} | {Percentile(Latencies, 0.5):0.0} | {Percentile(Latencies, 0.95):0.0} | {Megabytes:0.0} | {HeapMegabytes:0.0} | {Handles} | {Threads} | {Level} | {LevelUnderLoad} |");

    /// <summary>A percentile of sorted values; NaN when there are none.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
