using System.Diagnostics;

namespace P2IKT.Live.Benchmarks;

/// <summary>How fast memory can be read and written, at blocks beyond the caches.</summary>
internal static class CopyRate
{
    private const int Bytes = 64 << 20;
    private static readonly byte[] From = new byte[Bytes], To = new byte[Bytes];

    /// <summary>
    /// GB/s read and written together by all cores; the best of ten. The machine may be slower in the next minute: to be measured beside
    /// what is compared with it.
    /// </summary>
    public static double Measure()
    {
        var measured = 0.0;
        var part = Bytes / Environment.ProcessorCount;
        for (var round = 0; round < 10; round++)
        {
            var began = Stopwatch.GetTimestamp();
            Parallel.For(0, Environment.ProcessorCount, core => Buffer.BlockCopy(From, core * part, To, core * part, part));
            measured = Math.Max(measured, 2.0 * Bytes / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9);
        }
        return measured;
    }
}
