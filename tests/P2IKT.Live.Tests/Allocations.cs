namespace P2IKT.Live.Tests;

/// <summary>
/// What code allocates on the calling thread. A collection that another test causes adds the rest of the thread's allocation context, some
/// kilobytes, so the lowest of several attempts counts.
/// </summary>
internal static class Allocations
{
    private const int Attempts = 20;

    /// <summary>The least that one call of <paramref name="run"/> has allocated, in bytes.</summary>
    public static long LowestOf(Action run)
    {
        var lowest = long.MaxValue;
        for (var i = 0; i < Attempts && lowest > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            lowest = Math.Min(lowest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return lowest;
    }
}
