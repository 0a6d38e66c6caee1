namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// Lets the process end only when no thread works in a native library that the end unloads: ONNX Runtime that is still compiling a model
/// would crash, and with it the exit code. Waits ten seconds at most.
/// </summary>
internal static class ExitBarrier
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly object Gate = new(); // of Monitor, which can wait
    private static int _running;

    static ExitBarrier() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Wait();

    /// <summary>Does some work on this thread that the end of the process is to wait for.</summary>
    public static void Run(Action work)
    {
        lock (Gate)
            _running++;
        try
        {
            work();
        }
        finally
        {
            lock (Gate)
            {
                _running--;
                Monitor.PulseAll(Gate);
            }
        }
    }

    private static void Wait()
    {
        var end = Environment.TickCount64 + (long)Timeout.TotalMilliseconds;
        lock (Gate)
        {
            while (_running > 0 && end - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(Gate, (int)left);
        }
    }
}
