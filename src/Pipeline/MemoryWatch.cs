namespace P2IKT.Live.Pipeline;

/// <summary>
/// Reads the memory of the process once a second during a run: at its end the buffers are released already, and no longer counted.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private const int WarmUpTime = 10; // samples, and so seconds: the test scene's first pull and the sessions of a cold start are over
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ResidentMemory _resident = new();
    private readonly Func<MemorySample> _read;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private MemorySample _latest;
    private MemorySample? _afterWarmUp;
    private int _samples;
    private bool _ended;

    /// <summary>Reads at once, and from then on every second.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="read">Returns a sample in bytes; on a thread of the pool. The process's own memory by default.</param>
    public MemoryWatch(TimeProvider time, Func<MemorySample>? read = null)
    {
        _read = read ?? (() => new MemorySample(
            _resident.Read(), GC.GetTotalMemory(forceFullCollection: false), GC.GetTotalAllocatedBytes()));
        _latest = _read();
        _timer = time.CreateTimer(static watch => ((MemoryWatch)watch!).Read(), this, Period, Period);
    }

    /// <summary>The last sample, and its difference to the sample after the warm-up.</summary>
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
                AllocatedBytesPerSecond = _samples > WarmUpTime ? (_latest.Allocated - _afterWarmUp?.Allocated) / (_samples - WarmUpTime)
                    : null,
            };
        }
    }

    /// <summary>Ends the readings; the last sample stays.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer.Dispose();
            _resident.Dispose();
            _ended = true;
        }
    }

    private void Read()
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
                return; // a timer's thread, where what is thrown would end the process: the last sample stays
            }
            if (++_samples == WarmUpTime)
                _afterWarmUp = _latest;
        }
    }
}
