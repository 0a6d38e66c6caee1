namespace P2IKT.Live.Tests.Preview;

/// <summary>What the process allocates for a frame once it has settled.</summary>
internal static class AllocatedBytes
{
    private const int Windows = 9;

    /// <summary>
    /// The median over windows of some frames: a buffer that a thread of the pool gets for its first send, once, falls into one of them;
    /// what is left behind frame by frame is in all.
    /// </summary>
    /// <param name="frames">Frames of a window.</param>
    /// <param name="one">Brings about one frame, and allocates nothing itself.</param>
    public static double OfAFrame(int frames, Action one)
    {
        var windows = new double[Windows];
        for (var window = -1; window < Windows; window++) // the first warms up
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var frame = 0; frame < frames; frame++)
                one();
            if (window >= 0)
                windows[window] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)frames;
        }
        Array.Sort(windows);
        return windows[Windows / 2];
    }
}
