using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>Trap focus: waits until a point comes into focus, and then takes a picture where there is a camera. Thread-safe.</summary>
internal sealed class FocusTrap(PointWatch watch, FocusAssist focus, ICameraControls? camera)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private int _point;

    /// <summary>The point that is waited for; null: none.</summary>
    public int? Point
    {
        get
        {
            lock (_gate)
                return _stop is null ? null : _point;
        }
    }

    /// <summary>How the last one ended, one sentence; null: another operation was the last.</summary>
    public string? Message { get; set; }

    /// <summary>Sets it.</summary>
    /// <returns>Its end; faulted when the camera refused.</returns>
    /// <exception cref="FocusException">There is one already.</exception>
    public Task Set(int point)
    {
        lock (_gate)
        {
            if (_stop is not null)
                throw new FocusException(FaultKind.Failed, "A focus trap is set already: cancel it first.");
            var stop = new CancellationTokenSource();
            (_stop, _point) = (stop, point);
            return SpringAsync(point, stop);
        }
    }

    /// <summary>Ends it, if there is one.</summary>
    public void Cancel()
    {
        lock (_gate)
            _stop?.Cancel();
    }

    private async Task SpringAsync(int point, CancellationTokenSource stop)
    {
        await Task.Yield(); // the caller holds the gate
        var message = "The focus trap was cancelled.";
        try
        {
            await watch.TrapAsync(point, stop.Token).ConfigureAwait(false);
            message = $"{PointText.Of(focus, point)} came into focus.";
            if (camera is not null)
            {
                var shot = await camera.CaptureStillAsync(stop.Token).ConfigureAwait(false);
                message = $"{PointText.Of(focus, point)} came into focus: saved {Path.GetFileName(shot.Path)}.";
            }
        }
        catch (OperationCanceledException)
        {
            if (!stop.IsCancellationRequested)
                message = $"Focus point {point} was removed.";
        }
        catch (P2iktException refused)
        {
            message = refused.Message;
            throw;
        }
        finally
        {
            lock (_gate)
                (_stop, Message) = (null, message);
            stop.Dispose();
        }
    }
}
