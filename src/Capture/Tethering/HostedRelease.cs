using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The releases of a hosted camera: the order that waits, the shot whose files are awaited, and the events by which the camera reports
/// files and changes. On the camera's thread.
/// </summary>
/// <param name="pipe">Gets refusals, and the answer to each order.</param>
/// <param name="session">The open camera.</param>
/// <param name="settings">Its settings, sent again when the camera reports a change.</param>
/// <param name="lens">Its lens, checked again then.</param>
/// <param name="pictures">Downloads what arrives.</param>
/// <param name="liveView">Its live view.</param>
/// <param name="folder">Where stills are saved, for sentences.</param>
internal sealed class HostedRelease(
    HostPipe pipe, Gphoto2Session session, HostedSettings settings, HostedLens lens, HostedStills pictures, HostedLiveView liveView,
    string folder)
{
    private const int MostEvents = 20; // at a time, so that the live view goes on
    private const int AllEvents = 1000; // before a release, and at the end
    private const string SonyChange = "PTP Event c203"; // a property changed
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromSeconds(10); // while the camera is busy with a picture of its own button
    private static readonly TimeSpan FileWithin = TimeSpan.FromSeconds(1); // after an exposure

    private (HostMessage Order, long Since)? _waiting;
    private PendingShot? _shot;
    private string? _lastName; // of the file that came last, as its shot is called
    private bool _isBusy; // by what it says
    private long _stoodAt; // the live view
    private long _fileAt;
    private long _eventsAt;

    /// <summary>Whether there is a shot whose files have not all come.</summary>
    public bool HasShot => _shot is not null;

    /// <summary>Whether a shot was released and none of its files has come.</summary>
    public bool IsExposing => _shot is { IsEmpty: true };

    /// <summary>Takes an order to release; refuses it while another waits.</summary>
    public void Order(HostMessage order)
    {
        if (_waiting is null)
            _waiting = (order, Stopwatch.GetTimestamp());
        else
            Refuse(order.Command, "The camera is still busy with the picture before; release it again when that is there.");
    }

    /// <summary>Releases what waits, if the camera can; takes in events; answers for the shot when its files are there.</summary>
    public void Step()
    {
        if (_waiting is var (order, since))
            Release(order, since);
        if (_shot is not null || Stopwatch.GetElapsedTime(_eventsAt) >= settings.EventsEvery)
            TakeEvents(MostEvents);
        if (_shot?.Answer() is not var (type, answer))
            return;
        pipe.Write(type, answer);
        _shot = null;
    }

    /// <summary>Takes in what the camera would forget.</summary>
    public void TakeAllEvents() => TakeEvents(AllEvents);

    /// <summary>The live view stood still, as it does for the camera's own button.</summary>
    public void OnStood() => _stoodAt = Stopwatch.GetTimestamp();

    /// <summary>A file of the shot is saved, or will not be.</summary>
    public void End(string name, CameraStill? still, string? problem) => _shot?.End(name, still, problem);

    /// <summary>
    /// Releases, as soon as the shot before is done: what the driver has not reported until then it throws away, and whose the files are
    /// nobody could say.
    /// </summary>
    private void Release(HostMessage order, long since)
    {
        var waited = Stopwatch.GetElapsedTime(since);
        var isLast = waited >= ReleaseWithin;
        TakeEvents(AllEvents);
        if (pictures.HoldsOne)
        {
            Withdraw(order,
                $"The camera was not released, because the picture before could not be saved in {folder}: make room there, "
                    + "or let it be written.");
            return;
        }
        if (_shot is not null || (_isBusy && !isLast) || (OwnPictureIsDue() && waited < FileWithin))
        {
            if (isLast)
                Withdraw(order, "The camera is still busy with the picture before; release it again when that is there.");
            return;
        }
        pipe.Write(HostMessageType.Busy, new HostMessage { Text = CameraCall.Release.Text });
        var result = session.Release(out var at, out var name);
        if (result == Gphoto2Fault.CameraBusy && !isLast)
            return;
        if (result < 0)
        {
            Withdraw(order,
                "The camera did not release: "
                    + $"{Gphoto2Fault.Plain(Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(result), "no reason given")}; "
                    + "check that it can focus, and that its card has room.");
            return;
        }
        (_waiting, _isBusy) = (null, false);
        _shot = new PendingShot(order.Command, _lastName, settings.MakesTwoFiles, TimeProvider.System);
        if (name.Length > 0)
            Arrive(at, name);
    }

    /// <summary>The live view stood still a moment ago, as for the camera's own button, and no file has come since.</summary>
    private bool OwnPictureIsDue() =>
        !liveView.IsPaused && _stoodAt > _fileAt && Stopwatch.GetElapsedTime(_stoodAt) < FileWithin;

    private void TakeEvents(int most)
    {
        for (var i = 0; i < most && !pictures.HoldsOne; i++)
        {
            var result = session.NextEvent(out var happened, out var at, out var name);
            pictures.Record(result);
            if (result < 0 || happened == CameraEvent.None)
                break;
            if (happened == CameraEvent.FileAdded)
            {
                if (Arrive(at, name) && most == MostEvents)
                    return; // each out of the memory takes as long as a download: the live view shows a picture between two
            }
            else if (happened == CameraEvent.CaptureComplete)
                Complete();
            else if (happened == CameraEvent.Unknown)
                OnUnknown(name);
        }
        _eventsAt = Stopwatch.GetTimestamp();
    }

    private bool Arrive(string at, string name)
    {
        _fileAt = Stopwatch.GetTimestamp();
        _shot?.Take(at, name);
        _lastName = PendingShot.NameOf(at, name);
        return pictures.Arrive(at, name);
    }

    private void Complete()
    {
        _isBusy = false;
        _shot?.Done();
    }

    /// <summary>What the driver has no event for, it says in words.</summary>
    private void OnUnknown(string text)
    {
        if (text.Contains("changed", StringComparison.Ordinal) || text.StartsWith(SonyChange, StringComparison.Ordinal))
        {
            settings.ResendAll();
            lens.CheckSoon();
        }
        else if (text.StartsWith("Camera Status ", StringComparison.Ordinal)) // a Canon's; 0 is a capture that is complete
        {
            _isBusy = true;
        }
        else if (text.StartsWith("PTP Event 400a", StringComparison.OrdinalIgnoreCase)) // StoreFull
        {
            _shot?.FillCard();
            Refuse(0, PendingShot.CardFull);
        }
    }

    private void Withdraw(HostMessage order, string sentence)
    {
        _waiting = null;
        Refuse(order.Command, sentence);
    }

    private void Refuse(int command, string sentence) =>
        pipe.Write(HostMessageType.Refused, new HostMessage { Command = command, Text = sentence });
}
