namespace P2IKT.Live.Preview.Live;

/// <summary>Cuts a connection on which one picture takes too long to leave. One timer a viewer, rearmed, not one a frame.</summary>
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
#pragma warning disable CA1031 // a timer's thread, where what is thrown would end the process
        catch (Exception)
#pragma warning restore CA1031
        {
            // The connection ended at this very moment, and its objects with it.
        }
    }
}
