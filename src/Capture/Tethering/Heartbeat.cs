namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Says twice a second that the host is alive, whatever its driver does, and what a call that lasts is about. So the program distinguishes
/// a host that hangs, which is silent, from a call that takes long; a call over its budget is one that never returns.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ReportAfter = TimeSpan.FromSeconds(1);
    private readonly CallWatch _calls;
    private readonly Action<string?> _alive;
    private readonly Action<CameraCall> _hung;
    private readonly ITimer _timer;
    private int _beating;

    /// <param name="calls">What is under way.</param>
    /// <param name="time">The clock of the beats.</param>
    /// <param name="alive">
    /// Called at each beat, with what a long call is about or null; on a thread of the pool, never twice at a time.
    /// </param>
    /// <param name="hung">Called instead for a call that is over its budget.</param>
    public Heartbeat(CallWatch calls, TimeProvider time, Action<string?> alive, Action<CameraCall> hung)
    {
        (_calls, _alive, _hung) = (calls, alive, hung);
        _timer = time.CreateTimer(static beat => ((Heartbeat)beat!).Beat(), this, TimeSpan.Zero, Every);
    }

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        if (Interlocked.Exchange(ref _beating, 1) != 0)
            return; // the program does not read just now
        if (_calls.Current is not var (call, elapsed))
            _alive(null);
        else if (elapsed > call.Budget)
            _hung(call);
        else
            _alive(elapsed >= ReportAfter ? call.Text : null);
        Volatile.Write(ref _beating, 0);
    }
}
