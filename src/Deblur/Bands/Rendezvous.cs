namespace P2IKT.Live.Deblur.Bands;

/// <summary>
/// Where threads wait for each other, many times a frame. It spins for a few microseconds, which is how far apart they come, and then
/// sleeps: between frames, and when another program has the core.
/// </summary>
/// <remarks><see cref="Barrier"/> does the same, but its wait costs more than some of the passes between.</remarks>
/// <param name="count">How many must come.</param>
internal sealed class Rendezvous(int count)
{
    private const int Spins = 40; // of some 35 to 150 cycles each: about as long as waking a thread takes

    private readonly object _gate = new();
    private int _waiting;
    private int _sleepers;
    private volatile int _round;

    /// <summary>Whether somebody waits who has stopped spinning, and will have to be woken.</summary>
    public bool HasSleepers => Volatile.Read(ref _sleepers) > 0;

    /// <summary>Returns when all have come.</summary>
    public void Meet()
    {
        if (count == 1)
            return;
        var round = _round;
        if (Interlocked.Increment(ref _waiting) == count)
        {
            _waiting = 0; // before the round ends: nobody comes again until then
            lock (_gate)
            {
                _round = round + 1;
                if (_sleepers > 0)
                    Monitor.PulseAll(_gate);
            }
            return;
        }
        for (var spin = 0; spin < Spins; spin++)
        {
            if (_round != round)
                return;
            Thread.SpinWait(20);
        }
        lock (_gate)
        {
            _sleepers++;
            while (_round == round)
                Monitor.Wait(_gate);
            _sleepers--;
        }
    }
}
