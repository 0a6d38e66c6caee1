namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The drift watch of the page: on one focus point at a time, until it is ended or the point is removed. Thread-safe.</summary>
internal sealed class DriftFollower(PointWatch watch)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private int _point;
    private string? _warning;

    /// <summary>The watched point and its warning; null where there is none.</summary>
    public (int? Point, string? Warning) State
    {
        get
        {
            lock (_gate)
                return (_stop is null ? null : _point, _warning);
        }
    }

    /// <summary>Watches a point instead of the present one; null: none.</summary>
    public void Watch(int? point)
    {
        lock (_gate)
        {
            _stop?.Cancel();
            (_stop, _warning) = (null, null);
            if (point is not { } watched)
                return;
            var stop = new CancellationTokenSource();
            (_stop, _point) = (stop, watched);
            _ = FollowAsync(watched, stop);
        }
    }

    private async Task FollowAsync(int point, CancellationTokenSource stop)
    {
        try
        {
            await watch.WatchDriftAsync(point, warning => Warn(stop, warning), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Warn(stop, null);
        }
        finally
        {
            lock (_gate)
            {
                if (_stop == stop)
                    _stop = null; // the point was removed
            }
            stop.Dispose();
        }
    }

    private void Warn(CancellationTokenSource stop, string? warning)
    {
        lock (_gate)
        {
            if (_stop == stop)
                _warning = warning;
        }
    }
}
