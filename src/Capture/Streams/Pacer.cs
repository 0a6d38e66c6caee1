namespace P2IKT.Live.Capture.Streams;

/// <summary>
/// Lets the capture thread wait by an injected clock and be woken at once by cancellation, without allocating per wait.
/// </summary>
internal sealed class Pacer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly ManualResetEventSlim _wake = new(false, spinCount: 0); // spinning would take the network's core
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;
    private int _woken;

    public Pacer(TimeProvider time, CancellationToken stop)
    {
        _time = time;
        _stop = stop;
        _timer = time.CreateTimer(static pacer => ((Pacer)pacer!)._wake.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = stop.UnsafeRegister(static pacer => ((Pacer)pacer!)._wake.Set(), this);
    }

    /// <summary>Now, in ticks of the clock.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Waits; a wait that is not positive returns at once.</summary>
    /// <exception cref="OperationCanceledException">The source is being stopped.</exception>
    public void Wait(TimeSpan duration)
    {
        _stop.ThrowIfCancellationRequested();
        if (duration <= TimeSpan.Zero)
            return;
        _wake.Reset();
        _timer.Change(duration, Timeout.InfiniteTimeSpan);
        if (Interlocked.Exchange(ref _woken, 0) == 0 && !_stop.IsCancellationRequested) // either may have come before the reset
            _wake.Wait(CancellationToken.None);
        _stop.ThrowIfCancellationRequested();
    }

    /// <summary>Ends the wait that is under way, or else the next one, at once. May be called from anywhere.</summary>
    public void Wake()
    {
        Volatile.Write(ref _woken, 1);
        _wake.Set();
    }

    /// <summary>By how much it is later than <paramref name="due"/> after <paramref name="origin"/>; negative before.</summary>
    public TimeSpan LateFor(long origin, TimeSpan due) => _time.GetElapsedTime(origin) - due;

    /// <summary>Waits until <paramref name="due"/> after <paramref name="origin"/>, a <see cref="Now"/> of the past.</summary>
    /// <returns>By how much it was late already.</returns>
    public TimeSpan WaitUntil(long origin, TimeSpan due)
    {
        var late = LateFor(origin, due);
        Wait(-late);
        return late > TimeSpan.Zero ? late : TimeSpan.Zero;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose(); // its callback may still run: so _wake, which holds no handle, is left to the collector
    }
}
