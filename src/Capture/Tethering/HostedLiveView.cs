using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The live view within the host, one picture after another. A camera without one, or in playback, or in a menu, is not lost: the live view
/// pauses, everything else works, and a try now and then shows when it is back.
/// </summary>
internal sealed class HostedLiveView(HostPipe pipe, Gphoto2Session session)
{
    private const int MostBroken = 10; // in a row; a live source counts as lost after thirty
    private static readonly TimeSpan UntilPaused = TimeSpan.FromSeconds(1.5); // some need a few tries at first, and after each exposure
    // Or three times as long as a try takes: orders are carried out in between.
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(0.4); // for one picture: the driver has tried again and again
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongRetryDelay = TimeSpan.FromMilliseconds(100);
    private int _faults;
    private long _faultsSince;
    private long _triedAt;
    private TimeSpan _tryTook;
    private bool _hasDelivered;

    /// <summary>There is no picture for now, and it is not tried without end.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The last try gave no picture, or a late one, as while the camera exposes.</summary>
    public bool Stood { get; private set; }

    /// <summary>Pictures that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Shows the next picture, or finds out that there is none.</summary>
    /// <param name="exposing">A release is under way, during which no camera has a picture.</param>
    /// <returns>libgphoto2's code when the camera is lost; else 0.</returns>
    public int Show(bool exposing)
    {
        if (IsPaused && Stopwatch.GetElapsedTime(_triedAt) is var since && (since < AgainAfter || since < 3 * _tryTook))
            return Gphoto2Fault.Ok;
        var began = Stopwatch.GetTimestamp();
        var result = session.Preview(out var jpeg);
        _triedAt = Stopwatch.GetTimestamp();
        _tryTook = Stopwatch.GetElapsedTime(began, _triedAt);
        Stood = result < 0 || jpeg.Length == 0 || _tryTook > Slow;
        if (result >= 0 && jpeg.Length > 0)
        {
            (_faults, IsPaused, _hasDelivered) = (0, false, true);
            pipe.Write(HostMessageType.Picture, jpeg);
            Sent++;
            return Gphoto2Fault.Ok;
        }
        if (Gphoto2Fault.IsLoss(result))
            return result;
        // An empty picture that went well is a Nikon's that was busy all the while.
        Miss(result < 0 ? result : Gphoto2Fault.CameraBusy, Gphoto2Session.TakeLastLibraryError(), exposing);
        return Gphoto2Fault.Ok;
    }

    private void Miss(int result, string? text, bool exposing)
    {
        if (_faults++ == 0)
            _faultsSince = _triedAt;
        if (exposing)
            _faultsSince = _triedAt;
        else if (result == Gphoto2Fault.NotSupported)
            Pause(_hasDelivered ? Gphoto2Fault.LiveViewStands : Gphoto2Fault.NoLiveView, text);
        else if (IsPaused || Stopwatch.GetElapsedTime(_faultsSince) >= UntilPaused)
            Pause(Gphoto2Fault.LiveViewStands, text ?? Gphoto2Library.Says(result));
        else if (result == Gphoto2Fault.General && _faults <= MostBroken)
            pipe.Write(HostMessageType.BrokenPicture); // one that is none is a general error
        if (!IsPaused)
            Thread.Sleep(_faults <= MostBroken ? RetryDelay : LongRetryDelay);
    }

    /// <summary>Reported at each try: an order in between says something else.</summary>
    private void Pause(int cause, string? text)
    {
        IsPaused = true;
        pipe.Write(HostMessageType.NoPicture, new HostMessage { Text = Gphoto2Fault.Of(cause, "", text).Message });
    }
}
