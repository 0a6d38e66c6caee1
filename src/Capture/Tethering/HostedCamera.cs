using System.Collections.Concurrent;
using System.Diagnostics;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The camera within the host: streams its live view, and between pictures does what it is ordered to, takes in what happened on the
/// camera, reads its settings one by one, and downloads stills part by part. All on the thread that calls <see cref="Run"/>.
/// </summary>
internal sealed class HostedCamera(
    HostPipe pipe, BlockingCollection<(HostMessageType Type, HostMessage Message)> orders, CallWatch calls, string port, string stills)
    : IDisposable
{
    private const int MostEvents = 20; // at a time, so that the live view goes on
    private const int AllEvents = 1000; // before a release, and at the end
    private const string SonyChange = "PTP Event c203"; // a property changed
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromSeconds(10); // while the camera is busy with a picture of its own button
    private static readonly TimeSpan FileWithin = TimeSpan.FromSeconds(1); // after an exposure
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);
    private readonly Gphoto2Session _session = new(calls);
    private HostedLiveView? _liveView;
    private HostedStills? _stills;
    private HostedCard? _card;
    private volatile HostedLens? _lens;
    private (HostMessage Order, long Since)? _toRelease;
    private PendingShot? _shot;
    private string? _lastName; // of the file that came last, as its shot is called
    private bool _isBusy; // by what it says
    private long _stoodAt; // the live view
    private long _fileAt;
    private long _eventsAt;

    /// <summary>Reports which cameras are connected.</summary>
    public static void Search(HostPipe pipe)
    {
        foreach (var (name, at) in Gphoto2Ports.Detect())
            pipe.Write(HostMessageType.Found, new HostMessage { Name = name, Text = at });
        pipe.Write(HostMessageType.Searched);
    }

    /// <summary>Opens the camera and serves it until the orders end or it is lost.</summary>
    public void Run()
    {
        Gphoto2Settings.DefaultToCard();
        var result = _session.Open(port);
        if (result < 0)
        {
            Lost(Gphoto2Ports.CauseOf(result, port));
            return;
        }
        _liveView = new HostedLiveView(pipe, _session);
        _stills = new HostedStills(
            pipe, _session, new StillDownloads(_session, stills), (name, still, problem) => _shot?.End(name, still, problem));
        pipe.WriteText(HostMessageType.Opened, (Gphoto2Ports.IsNetwork(port) ? Gphoto2Settings.Model(_session) : null) ?? _session.Model());
        if (!Show(_liveView)) // before the settings, which take seconds to list at a slow connection
            return;
        var listed = new Gphoto2Settings(_session);
        var settings = new HostedSettings(pipe, listed);
        var lens = _lens = new HostedLens(pipe, listed);
        var point = new HostedPoint(pipe, listed);
        settings.KeepPicturesOnTheCard();
        AtomicFile.Sweep(stills); // what a host that was killed has left
        _card = new HostedCard(pipe, _session);
        while (!orders.IsCompleted)
        {
            if (!Step(settings, _liveView, _stills, lens, point))
                return;
        }
        if (settings.PicturesComeFromMemory)
            TakeEvents(settings, _stills, AllEvents); // the camera forgets them
        Dispose();
    }

    /// <summary>The rest of an order to drive the lens is not wanted any more; from any thread.</summary>
    public void StopDriving(int command) => _lens?.Cancel(command);

    public void Dispose()
    {
        _stills?.Dispose();
        _session.Dispose();
    }

    /// <summary>One thing that holds up the live view, then one picture of it; false when the camera is lost.</summary>
    private bool Step(HostedSettings settings, HostedLiveView liveView, HostedStills pictures, HostedLens lens, HostedPoint point)
    {
        if (lens.IsDriving)
            lens.Step(liveView);
        else if (point.IsFocusing)
            point.Step(liveView);
        else if (orders.TryTake(out var order, liveView.IsPaused && pictures.Idle ? Nap : TimeSpan.Zero))
            Execute(settings, liveView, pictures, lens, point, order.Type, order.Message);
        else if (pictures.Step())
            _card?.CheckSoon();
        else if (!settings.SendOne() && _shot is null)
            _card?.Check();
        if (!lens.IsDriving)
            lens.Check(liveView.IsPaused);
        if (_toRelease is var (release, since))
            Release(settings, pictures, release, since);
        if (_shot is not null || Stopwatch.GetElapsedTime(_eventsAt) >= settings.EventsEvery)
            TakeEvents(settings, pictures, MostEvents);
        if (_shot?.Answer() is var (type, answer))
        {
            pipe.Write(type, answer);
            _shot = null;
        }
        return Show(liveView);
    }

    private bool Show(HostedLiveView liveView)
    {
        var lost = liveView.Show(exposing: _shot is { IsEmpty: true });
        if (liveView.IsPaused && lost == Gphoto2Fault.Ok)
            lost = _session.Loss; // nothing else would report it
        if (liveView.Stood)
            _stoodAt = Stopwatch.GetTimestamp();
        if (lost == Gphoto2Fault.Ok)
            _stills?.ReportMissed();
        return lost == Gphoto2Fault.Ok || Lost(lost);
    }

    private void Execute(
        HostedSettings settings, HostedLiveView liveView, HostedStills pictures, HostedLens lens, HostedPoint point, HostMessageType type,
        HostMessage message)
    {
        if (type == HostMessageType.Set)
        {
            settings.Set(message);
            lens.CheckSoon();
        }
        else if (type == HostMessageType.Drive)
        {
            lens.Begin(message, liveView);
            lens.Step(liveView);
        }
        else if (type == HostMessageType.Magnify)
            point.Magnify(message, liveView);
        else if (type == HostMessageType.FocusAt)
            point.Focus(message, liveView);
        else if (type == HostMessageType.List)
            pictures.List(message.Folder!, message);
        else if (type == HostMessageType.Fetch)
            pictures.Fetch(message);
        else if (type == HostMessageType.Release && _toRelease is null)
            _toRelease = (message, Stopwatch.GetTimestamp());
        else if (type == HostMessageType.Release)
            Refuse(message.Command, "The camera is still busy with the picture before; release it again when that is there.");
    }

    /// <summary>
    /// Releases, as soon as the shot before is done: what the driver has not reported until then it throws away, and whose the files are
    /// nobody could say.
    /// </summary>
    private void Release(HostedSettings settings, HostedStills pictures, HostMessage order, long since)
    {
        var waited = Stopwatch.GetElapsedTime(since);
        var isLast = waited >= ReleaseWithin;
        TakeEvents(settings, pictures, AllEvents);
        if (pictures.HoldsOne)
        {
            Withdraw(order,
                $"The camera was not released, because the picture before could not be saved in {stills}: make room there, "
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
        var result = _session.Release(out var folder, out var name);
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
        (_toRelease, _isBusy) = (null, false);
        _shot = new PendingShot(order.Command, _lastName, settings.MakesTwoFiles, TimeProvider.System);
        if (name.Length > 0)
            Arrive(pictures, folder, name);
    }

    /// <summary>The live view stood still a moment ago, as for the camera's own button, and no file has come since.</summary>
    private bool OwnPictureIsDue() =>
        _liveView is { IsPaused: false } && _stoodAt > _fileAt && Stopwatch.GetElapsedTime(_stoodAt) < FileWithin;

    private void TakeEvents(HostedSettings settings, HostedStills pictures, int most)
    {
        for (var i = 0; i < most && !pictures.HoldsOne; i++)
        {
            var result = _session.NextEvent(out var happened, out var folder, out var name);
            pictures.Record(result);
            if (result < 0 || happened == CameraEvent.None)
                break;
            if (happened == CameraEvent.FileAdded)
            {
                if (Arrive(pictures, folder, name) && most == MostEvents)
                    return; // each out of the memory takes as long as a download: the live view shows a picture between two
            }
            else if (happened == CameraEvent.CaptureComplete)
                Complete();
            else if (happened == CameraEvent.Unknown)
                OnCommand(settings, name);
        }
        _eventsAt = Stopwatch.GetTimestamp();
    }

    private bool Arrive(HostedStills pictures, string folder, string name)
    {
        _fileAt = Stopwatch.GetTimestamp();
        _shot?.Take(folder, name);
        _lastName = PendingShot.NameOf(folder, name);
        return pictures.Arrive(folder, name);
    }

    private void Complete()
    {
        _isBusy = false;
        _shot?.Done();
    }

    /// <summary>What the driver has no event for, it says in words.</summary>
    private void OnCommand(HostedSettings settings, string text)
    {
        if (text.Contains("changed", StringComparison.Ordinal) || text.StartsWith(SonyChange, StringComparison.Ordinal))
        {
            settings.ResendAll();
            _lens?.CheckSoon();
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
        _toRelease = null;
        Refuse(order.Command, sentence);
    }

    private void Refuse(int command, string sentence) =>
        pipe.Write(HostMessageType.Refused, new HostMessage { Command = command, Text = sentence });

    private bool Lost(int code, string? text = null)
    {
        text ??= Gphoto2Session.TakeLastLibraryError();
        _stills?.Abandon();
        pipe.Write(HostMessageType.Failed, new HostMessage { Code = code, Text = text ?? Gphoto2Library.Says(code) });
        return false;
    }
}
