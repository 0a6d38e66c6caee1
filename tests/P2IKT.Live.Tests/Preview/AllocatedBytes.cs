using System.Diagnostics;

namespace P2IKT.Live.Tests.Preview;

/// <summary>
/// What the process allocates for a frame once it has settled: the least over some windows of frames. What is left behind frame by frame
/// is in all of them; what a thread of the pool gets once, what a clock brings once a second, and what a busy machine makes of either, is not.
/// </summary>
internal static class AllocatedBytes
{
    private const int Windows = 9;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120); // for a window

    /// <summary>Of frames that are brought about one by one.</summary>
    /// <param name="budget">Bytes a frame; once a window keeps it, no more are measured.</param>
    /// <param name="frames">Frames of a window.</param>
    /// <param name="one">Brings about one frame, and allocates nothing itself.</param>
    public static double OfAFrame(double budget, int frames, Action one)
    {
        var lowerBound = double.PositiveInfinity;
        for (var window = -1; window < Windows && lowerBound >= budget; window++) // the first warms up
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var frame = 0; frame < frames; frame++)
                one();
            if (window >= 0)
                lowerBound = Math.Min(lowerBound, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)frames);
        }
        return lowerBound;
    }

    /// <summary>Of frames that come by themselves, at whatever rate the machine has for them.</summary>
    /// <param name="budget">Bytes a frame; once a window keeps it, no more are measured.</param>
    /// <param name="frames">Frames of a window, at least.</param>
    /// <param name="count">How many there were so far; allocates nothing itself.</param>
    public static double OfAFrame(double budget, int frames, Func<long> count)
    {
        var lowerBound = double.PositiveInfinity;
        for (var window = -1; window < Windows && lowerBound >= budget; window++)
        {
            var (before, from, began) = (GC.GetTotalAllocatedBytes(precise: true), count(), Stopwatch.GetTimestamp());
            for (var spin = new SpinWait(); count() < from + frames; spin.SpinOnce())
            {
                if (Stopwatch.GetElapsedTime(began) > Timeout)
                    throw new TimeoutException($"{count() - from} of {frames} frames came.");
            }
            if (window >= 0)
                lowerBound = Math.Min(lowerBound, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(count() - from));
        }
        return lowerBound;
    }
}
