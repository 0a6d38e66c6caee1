namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// The current <see cref="WorkRange"/>, which workers replace to take a row block, and at which they wait for the next operator. A waiting
/// worker spins for a few microseconds, the time between two operators of a frame, and then sleeps: between frames, and when another
/// program has the core.
/// </summary>
internal sealed class WorkQueue
{
    private const int Spins = 40; // of some 35 to 150 cycles each: about as long as waking a thread takes

    private readonly object _gate = new();
    private long _value = WorkRange.OfRun(0, WorkRange.NoOperator).Value;
    private int _sleepers;

    /// <summary>The valid range.</summary>
    public WorkRange Current => new(Volatile.Read(ref _value));

    /// <summary>Whether a worker has stopped spinning and sleeps.</summary>
    public bool HasSleepers => Volatile.Read(ref _sleepers) > 0;

    /// <summary>Replaces the range if it is still the expected one.</summary>
    public bool TryReplace(WorkRange expected, WorkRange next) =>
        Interlocked.CompareExchange(ref _value, next.Value, expected.Value) == expected.Value;

    /// <summary>Replaces the range, and wakes all sleepers.</summary>
    public void Set(WorkRange next)
    {
        Interlocked.Exchange(ref _value, next.Value); // a fence, as the counting of sleepers is: one of the two sees the other
        if (!HasSleepers)
            return;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Returns when the range is of another operator or run than this one.</summary>
    public void AwaitOtherOperator(WorkRange range)
    {
        for (var spin = 0; spin < Spins; spin++)
        {
            if (!Current.IsSameOperator(range))
                return;
            Thread.SpinWait(20);
        }
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (Current.IsSameOperator(range))
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleepers);
        }
    }
}
