namespace P2IKT.Live.Pipeline;

/// <summary>
/// Looks at the memory of the process once a second while a run lasts: at its end the buffers are gone already, and what the run
/// needed could not be told any more.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private const int WarmUpTime = 10; // looks, and so seconds: the test scene's first pull and the sessions of a cold start are over
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ResidentMemory _resident = new();
    private readonly Func<MemorySample> _read;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private MemorySample _latest;
    private MemorySample? _afterWarmUp;
    private int _looks;
    private bool _ended;

    /// <summary>Looks at once, and from then on every second.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="read">What there is to see, in bytes; on a thread of the pool. The process's own memory by default.</param>
    public MemoryWatch(TimeProvider time, Func<MemorySample>? read = null)
    {
        _read = read ?? (() => new MemorySample(_resident.Read(), GC.GetTotalMemory(forceFullCollection: false), GC.GetTotalAllocatedBytes()));
        _latest = _read();
        _timer = time.CreateTimer(static watch => ((MemoryWatch)watch!).Look(), this, Period, Period);
    }

    /// <summary>What was seen last, and how that differs from what was seen when all had settled.</summary>
    public MemoryUse Measure()
    {
        lock (_gate)
        {
            return new MemoryUse
            {
                WorkingSetBytes = _latest.WorkingSet,
                ManagedBytes = _latest.Managed,
                WorkingSetGrowthBytes = _latest.WorkingSet - _afterWarmUp?.WorkingSet,
                ManagedGrowthBytes = _latest.Managed - _afterWarmUp?.Managed,
                AllocatedBytesPerSecond = _looks > WarmUpTime ? (_latest.Allocated - _afterWarmUp?.Allocated) / (_looks - WarmUpTime) : null,
            };
        }
    }

    /// <summary>Looks no more; what was seen stays.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer.Dispose();
            _resident.Dispose();
            _ended = true;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            try
            {
                _latest = _read();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                return; // a timer's thread, where what is thrown would end the process: the last look stays
            }
            if (++_looks == WarmUpTime)
                _afterWarmUp = _latest;
        }
    }
}
