using System.Diagnostics;

namespace P2IKT.Live.Benchmarks;

/// <summary>How fast memory can be read and written, at blocks beyond the caches.</summary>
internal static class CopyRate
{
    private const int Bytes = 64 << 20;
    private static double _measured;

    /// <summary>GB/s read and written together by all cores; the best of ten.</summary>
    public static double Measure()
    {
        if (_measured > 0)
            return _measured;
        var (from, to) = (new byte[Bytes], new byte[Bytes]);
        var part = Bytes / Environment.ProcessorCount;
        for (var round = 0; round < 10; round++)
        {
            var began = Stopwatch.GetTimestamp();
            Parallel.For(0, Environment.ProcessorCount, core => Buffer.BlockCopy(from, core * part, to, core * part, part));
            _measured = Math.Max(_measured, 2.0 * Bytes / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9);
        }
        return _measured;
    }
}
