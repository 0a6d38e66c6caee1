namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// Prepares the next session of a stage on another thread while the present one serves, and holds it until the stage takes it between two
/// frames. One at a time; the stage's thread is the only caller.
/// </summary>
/// <remarks>
/// Making a session takes from 50 ms (a small network on a CPU) to minutes (an engine for TensorRT); its first run is slower than the
/// rest, and is done here too, on a frame of zeros.
/// </remarks>
internal sealed class BackgroundSessionLoader : IDisposable
{
    private readonly Lock _gate = new();
    private DeblurSession? _ready;
    private Exception? _failure;
    private bool _disposed;

    /// <summary>The plan that is being prepared, or whose session is ready; null when there is none.</summary>
    public SessionPlan? Plan { get; private set; }

    /// <summary>Begins to prepare a session; one that is never taken is disposed.</summary>
    public void Begin(SessionPlan plan, Func<SessionPlan, DeblurSession> open)
    {
        if (Plan is not null)
            throw new InvalidOperationException("A session is being prepared already.");
        Plan = plan;
        var thread = new Thread(() => ExitBarrier.Run(() => Prepare(plan, open))) { Name = "deblur session", IsBackground = true };
        thread.Priority = ThreadPriority.BelowNormal;
        thread.Start();
    }

    /// <summary>
    /// Returns the ready session, owned by the caller from here on, or why there is none; false while it is being prepared.
    /// </summary>
    public bool TryTake(out DeblurSession? session, out Exception? failure)
    {
        lock (_gate)
        {
            (session, failure) = (_ready, _failure);
            if (session is null && failure is null)
                return false;
            (_ready, _failure) = (null, null);
        }
        Plan = null;
        return true;
    }

    /// <summary>Does not wait: a session that is still being prepared is disposed when it is ready.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _ready?.Dispose();
            _ready = null;
        }
    }

    private void Prepare(SessionPlan plan, Func<SessionPlan, DeblurSession> open)
    {
        DeblurSession? session = null;
        Exception? failure = null;
        try
        {
            session = open(plan);
            lock (_gate)
            {
                if (_disposed)
                    throw new OperationCanceledException("The stage has ended.");
            }
            session.WarmUp();
        }
#pragma warning disable CA1031 // the stage reports why there is no better session, and the present one goes on
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
        }
        lock (_gate)
        {
            if (!_disposed)
                (_ready, _failure) = (failure is null ? session : null, failure);
            if (!_disposed && failure is null)
                return;
        }
        try
        {
            session?.Dispose();
        }
#pragma warning disable CA1031 // the session is not needed any more, and an exception here must not end the process
        catch (Exception)
#pragma warning restore CA1031
        {
            // What it still holds is released when the process ends.
        }
    }
}
