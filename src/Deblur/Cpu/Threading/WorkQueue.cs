namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// The <see cref="WorkRange"/> that threads take turns by, and wait at. Who waits spins for a few microseconds, which is how far apart the steps of a frame
/// are done, and then sleeps: between frames, and when another program has the core.
/// </summary>
internal sealed class WorkQueue
{
    private const int Spins = 40; // of some 35 to 150 cycles each: about as long as waking a thread takes

    /// <summary>The ticket before the first run.</summary>
    public static readonly WorkRange Nothing = WorkRange.OfRun(0, WorkRange.NoStep);

    private readonly object _gate = new();
    private long _value = Nothing.Value;
    private int _sleepers;

    /// <summary>The one that is valid.</summary>
    public WorkRange Current => new(Volatile.Read(ref _value));

    /// <summary>Whether somebody waits who has stopped spinning, and will have to be woken.</summary>
    public bool HasSleepers => Volatile.Read(ref _sleepers) > 0;

    /// <summary>Puts another in its place if it is still the one that is expected.</summary>
    public bool TryReplace(WorkRange expected, WorkRange next) => Interlocked.CompareExchange(ref _value, next.Value, expected.Value) == expected.Value;

    /// <summary>Puts another in its place, and wakes those who wait.</summary>
    public void Set(WorkRange next)
    {
        Interlocked.Exchange(ref _value, next.Value); // a fence, as the counting of sleepers is: one of the two sees the other
        if (!HasSleepers)
            return;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Returns when the ticket is of another step or run than this.</summary>
    public void AwaitOtherStep(WorkRange range)
    {
        for (var spin = 0; spin < Spins; spin++)
        {
            if (!Current.IsInStepOf(range))
                return;
            Thread.SpinWait(20);
        }
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (Current.IsInStepOf(range))
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleepers);
        }
    }
}
