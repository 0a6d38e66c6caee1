namespace P2IKT.Live.Preview.Live;

/// <summary>Cuts a connection when sending one picture takes too long. One timer for each viewer, started anew for each frame.</summary>
internal sealed class SendDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public SendDeadline(TimeProvider time, TimeSpan limit, Action cut)
    {
        _limit = limit;
        _timer = time.CreateTimer(static state => Cut((Action)state!), cut, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static void Cut(Action cut)
    {
        try
        {
            cut();
        }
#pragma warning disable CA1031 // on a timer's thread an exception would end the process
        catch (Exception)
#pragma warning restore CA1031
        {
            // The connection ended at the same moment and is disposed.
        }
    }
}
