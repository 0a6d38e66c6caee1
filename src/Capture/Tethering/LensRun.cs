using P2IKT.Live.Capture.Tethering.Lens;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// One order to drive a lens within the host, carried out write by write, with the live view going on in between. One thread.
/// </summary>
/// <param name="profile">How this make is driven.</param>
/// <param name="order">Command, steps, size.</param>
/// <param name="pace">What earlier orders have shown of this lens.</param>
/// <param name="write">
/// Writes what is computed from the widget as it stands, and returns libgphoto2's code and the driver's words.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class LensRun(
    LensProfile profile, HostMessage order, LensPace pace, Func<string, Func<CameraSetting, string>, (int Code, string? Text)> write,
    TimeProvider time)
{
    /// <summary>
    /// A camera may hand out a picture that it took before it was asked: the first after a move does not count.
    /// </summary>
    public const int StalePictures = 1;

    private const string AtLimit = "at limit"; // words of the driver; both have the same code
    private const string TooSmall = "too small";
    private static readonly TimeSpan DriverWait = TimeSpan.FromSeconds(0.9); // the driver waits a second for a Nikon's lens, then gives up
    private static readonly TimeSpan MoreMotion = TimeSpan.FromSeconds(1); // a lens that was still moving by then
    private static readonly TimeSpan BusyRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);
    private readonly int _sign = Math.Sign(order.Steps);
    private int _left = Math.Abs(order.Steps);
    private int _done;
    private LensEndStop _end;
    private long _dueAt = time.GetTimestamp();
    private long? _busySince;
    private bool _isUnderWay; // a motion that must be stopped
    private string? _refusal; // answered after one more picture: a camera that is lost says so there, and in better words

    /// <summary>The order's number.</summary>
    public int Command => order.Command;

    /// <summary>The rest of the order is not wanted any more.</summary>
    public void Cancel() => _left = 0;

    /// <summary>Does what is due: a write, or nothing.</summary>
    /// <param name="pictures">Live-view pictures that were sent so far.</param>
    /// <returns>The answer to the order when it has ended; else null.</returns>
    public (HostMessageType Type, HostMessage Answer)? Step(long pictures)
    {
        if (_refusal is not null)
            return (HostMessageType.Refused, new HostMessage { Command = order.Command, Text = _refusal });
        if (time.GetTimestamp() < _dueAt)
            return null;
        if (_isUnderWay && profile.Stop is var (widget, value))
        {
            _isUnderWay = false;
            _ = write(widget, _ => value);
        }
        if (_left > 0 && _end == LensEndStop.None)
        {
            Write();
            if (_refusal is not null || (_left > 0 && _end == LensEndStop.None) || time.GetTimestamp() < _dueAt)
                return null; // else it is done already, and the next picture is the first after it
        }
        return (HostMessageType.Pictured, new HostMessage
        {
            Command = order.Command, Steps = _sign * _done, Size = order.Size, EndStop = _end, Number = pictures + StalePictures,
        });
    }

    private void Write()
    {
        var most = Math.Min(profile.Sizes[order.Size].MaxStepsPerOrder, profile.DriverWaits ? pace.StepsPerWrite : int.MaxValue);
        if (profile.DriverWaits)
            _left = Math.Max(_left, pace.FewestSteps);
        var steps = _left <= most || _left - most < pace.FewestSteps ? _left : most; // no rest that the lens would refuse
        steps = Math.Min(steps, profile.Sizes[order.Size].MaxStepsPerOrder);
        LensWrite planned = default;
        var began = time.GetTimestamp();
        var (code, text) = write(profile.Widget, now => (planned = profile.Write(now, _sign * steps, order.Size)).Value);
        var took = time.GetElapsedTime(began);
        if (code >= 0)
        {
            Advance(planned, profile.StepTimes[order.Size]);
            if (profile.DriverWaits)
                pace.Learn(planned.Steps, took);
            return;
        }
        if (code == Gphoto2Fault.CameraBusy && took >= DriverWait)
            Outlast(planned);
        else if (code == Gphoto2Fault.CameraBusy)
            Retry(text);
        else if (text?.Contains(AtLimit, StringComparison.OrdinalIgnoreCase) == true)
            _end = _sign < 0 ? LensEndStop.Near : LensEndStop.Far;
        else if (text?.Contains(TooSmall, StringComparison.OrdinalIgnoreCase) != true || !pace.TryEnlarge(steps))
            Refuse(Gphoto2Fault.Plain(text, "no reason given"));
    }

    private void Advance(LensWrite planned, TimeSpan takes)
    {
        (_busySince, _isUnderWay) = (null, profile.Stop is not null);
        _done += planned.Steps;
        _left -= planned.Steps;
        _end = planned.EndStop;
        _dueAt = time.GetTimestamp() + (long)(takes.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>The driver gave up waiting for a lens that moves.</summary>
    private void Outlast(LensWrite planned)
    {
        pace.Learn(planned.Steps, DriverWait + MoreMotion);
        Advance(planned, MoreMotion);
    }

    /// <summary>The camera did not take the order just now.</summary>
    private void Retry(string? text)
    {
        _busySince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_busySince.Value) >= BusyTimeout)
            Refuse(Gphoto2Fault.Plain(text, "the camera is busy"));
        _dueAt = time.GetTimestamp() + (long)(BusyRetry.TotalSeconds * time.TimestampFrequency);
    }

    private void Refuse(string why)
    {
        var moved = _done == 0 ? "was not driven" : $"was driven by {_done} of {_done + _left} steps only";
        _refusal = $"The lens {moved}: {why}. Check that lens and camera are set as the camera's lens drive needs it.";
    }
}
