using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// Gives the calling thread the lowest priority. On Linux .NET's thread priorities have no effect; there a thread's nice value is set.
/// </summary>
internal static class LowPriority
{
    private const int Process = 0; // PRIO_PROCESS: on Linux a thread, and 0 is the calling one
    private const int Lowest = 19;

    /// <summary>A system that refuses leaves the priority as it is.</summary>
    public static void Set()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        if (OperatingSystem.IsLinux())
            _ = LibC.SetPriority(Process, 0, Lowest);
    }
}
