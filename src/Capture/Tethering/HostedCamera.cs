using System.Collections.Concurrent;
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
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);
    private readonly Gphoto2Session _session = new(calls);
    private HostedStills? _stills;
    private HostedRelease? _release;
    private volatile HostedLens? _lens;

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
        var liveView = new HostedLiveView(pipe, _session);
        _stills = new HostedStills(
            pipe, _session, new StillDownloads(_session, stills), (name, still, problem) => _release?.End(name, still, problem));
        pipe.WriteText(HostMessageType.Opened, (Gphoto2Ports.IsNetwork(port) ? Gphoto2Settings.Model(_session) : null) ?? _session.Model());
        if (!Show(liveView)) // before the settings, which take seconds to list at a slow connection
            return;
        var parts = Assemble(liveView, _stills);
        while (!orders.IsCompleted)
        {
            if (!Step(parts))
                return;
        }
        if (parts.Settings.PicturesComeFromMemory)
            parts.Release.TakeAllEvents(); // the camera forgets them
        Dispose();
    }

    /// <summary>The rest of an order to drive the lens is not wanted any more; from any thread.</summary>
    public void StopDriving(int command) => _lens?.Cancel(command);

    public void Dispose()
    {
        _stills?.Dispose();
        _session.Dispose();
    }

    private Parts Assemble(HostedLiveView liveView, HostedStills pictures)
    {
        var listed = new Gphoto2Settings(_session);
        var settings = new HostedSettings(pipe, listed);
        var lens = _lens = new HostedLens(pipe, listed);
        var point = new HostedPoint(pipe, listed);
        settings.KeepPicturesOnTheCard();
        AtomicFile.Sweep(stills); // what a host that was killed has left
        var release = _release = new HostedRelease(pipe, _session, settings, lens, pictures, liveView, stills);
        if (liveView.Stood)
            release.OnStood();
        return new Parts(liveView, settings, lens, point, pictures, release, new HostedCard(pipe, _session));
    }

    /// <summary>One thing that holds up the live view, then one picture of it; false when the camera is lost.</summary>
    private bool Step(Parts parts)
    {
        var (liveView, settings, lens, point, pictures, release, card) = parts;
        if (lens.IsDriving)
            lens.Step(liveView);
        else if (point.IsFocusing)
            point.Step(liveView);
        else if (orders.TryTake(out var order, liveView.IsPaused && pictures.Idle ? Nap : TimeSpan.Zero))
            Execute(order.Type, order.Message, parts);
        else if (pictures.Step())
            card.CheckSoon();
        else if (!settings.SendOne() && !release.HasShot)
            card.Check();
        if (!lens.IsDriving)
            lens.Check(liveView.IsPaused);
        release.Step();
        return Show(liveView);
    }

    private bool Show(HostedLiveView liveView)
    {
        var lost = liveView.Show(exposing: _release is { IsExposing: true });
        if (liveView.IsPaused && lost == Gphoto2Fault.Ok)
            lost = _session.Loss; // nothing else would report it
        if (liveView.Stood)
            _release?.OnStood();
        if (lost == Gphoto2Fault.Ok)
            _stills?.ReportMissed();
        return lost == Gphoto2Fault.Ok || Lost(lost);
    }

    private static void Execute(HostMessageType type, HostMessage order, Parts parts)
    {
        var liveView = parts.LiveView;
        switch (type)
        {
            case HostMessageType.Set:
                parts.Settings.Set(order);
                parts.Lens.CheckSoon();
                break;
            case HostMessageType.Drive:
                parts.Lens.Begin(order, liveView);
                parts.Lens.Step(liveView);
                break;
            case HostMessageType.Magnify:
                parts.Point.Magnify(order, liveView);
                break;
            case HostMessageType.FocusAt:
                parts.Point.Focus(order, liveView);
                break;
            case HostMessageType.List:
                parts.Pictures.List(order.Folder!, order);
                break;
            case HostMessageType.Fetch:
                parts.Pictures.Fetch(order);
                break;
            case HostMessageType.Release:
                parts.Release.Order(order);
                break;
        }
    }

    private bool Lost(int code)
    {
        var text = Gphoto2Session.TakeLastLibraryError();
        _stills?.Abandon();
        pipe.Write(HostMessageType.Failed, new HostMessage { Code = code, Text = text ?? Gphoto2Library.Says(code) });
        return false;
    }

    /// <summary>What serves an open camera.</summary>
    private sealed record Parts(
        HostedLiveView LiveView, HostedSettings Settings, HostedLens Lens, HostedPoint Point, HostedStills Pictures, HostedRelease Release,
        HostedCard Card);
}
