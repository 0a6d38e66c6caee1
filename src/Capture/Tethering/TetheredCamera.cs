using System.Reactive.Linq;
using System.Reactive.Subjects;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The controls of a tethered camera: its settings, its release, its pictures. It belongs to a <see cref="FrameSource"/>, outlives losses
/// of the camera, and works as long as the source does.
/// </summary>
/// <remarks>
/// Thread-safe. Every picture that the camera takes, by <see cref="CaptureStillAsync"/> or by its own button, is downloaded into
/// <see cref="StillsFolder"/> byte for byte, and stays on the camera's card.
/// </remarks>
internal sealed class TetheredCamera : ICameraControls, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Subject<CameraStill> _stills = new();
    private readonly CameraOrders _orders = new();
    private readonly ReportedSettings _settings = new();
    private Gphoto2Reader? _reader;
    private readonly TetheredPointer _pointer;
    private CameraState _state;
    private bool _cameFromMemory; // the last picture
    private readonly PendingDownloads _pending = new();
    private readonly StillRenamer _names;

    internal TetheredCamera(string stillsFolder, StillNaming? naming = null)
    {
        _names = new StillRenamer(naming);
        StillsFolder = Path.GetFullPath(stillsFolder);
        (Lens, _pointer) = (new TetheredLens(this), new TetheredPointer(this));
        Pictured = new PictureOrders(_orders.Complete, _orders.Fail);
        _state = new CameraState { Model = "camera", StillsFolder = StillsFolder };
    }

    /// <inheritdoc/>
    public string StillsFolder { get; }

    /// <inheritdoc/>
    public ICameraPointer Pointer => _pointer;

    /// <summary>Its lens.</summary>
    public TetheredLens Lens { get; }

    /// <summary>Its orders that are answered with a frame.</summary>
    public PictureOrders Pictured { get; }

    /// <summary>Whether a host serves it now.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_gate)
                return _state.Connected && _reader is not null;
        }
    }

    /// <inheritdoc/>
    public CameraState State
    {
        get
        {
            lock (_gate)
            {
                return _state with
                {
                    Settings = _settings.All, Notice = _settings.DestinationNotice(_cameFromMemory),
                    Waiting = _pending.Waiting, NotSaved = _pending.NotSaved,
                };
            }
        }
    }

    /// <inheritdoc/>
    public IObservable<CameraStill> Stills => _stills.AsObservable();

    /// <summary>The host that serves it now, for tests that harm it; 0: none.</summary>
    internal int HostId
    {
        get
        {
            lock (_gate)
                return _reader?.HostId ?? 0;
        }
    }

    /// <inheritdoc/>
    public async Task<CameraSetting> SetAsync(string name, string value, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var order = new HostMessage { Name = name, Text = value };
        return (await OrderAsync(HostMessageType.Set, order, cancellation).ConfigureAwait(false)).Setting!;
    }

    /// <inheritdoc/>
    public async Task<CameraShot> CaptureStillAsync(CancellationToken cancellation = default) =>
        new((await OrderAsync(HostMessageType.Release, new HostMessage(), cancellation).ConfigureAwait(false)).Files!);

    /// <summary>Ends <see cref="Stills"/>; its source does this as it ends.</summary>
    public void Dispose()
    {
        _stills.OnCompleted();
        _stills.Dispose();
    }

    internal void Attach(Gphoto2Reader reader)
    {
        lock (_gate)
        {
            _reader = reader;
            if (_pending.MissAnnounced())
                _state = _state with { Problem = _pending.Problem };
        }
    }

    internal void Detach(Gphoto2Reader reader)
    {
        lock (_gate)
        {
            if (_reader != reader)
                return;
            _reader = null;
            _state = _state with { Connected = false, Paused = null };
            _orders.FailAll(Absent()); // within the lock: no order of the next reader is among them
            Pictured.Clear();
            Lens.Forget();
            _pointer.OnReported(null);
        }
    }

    internal void Report(string problem) => Change(state => state with { Problem = problem });

    internal void OnMessage(Gphoto2Reader from, HostMessageType type, HostMessage message)
    {
        lock (_gate)
        {
            if (from != _reader)
                return; // of a host that is being ended
        }
        switch (type)
        {
            case HostMessageType.Picture:
                OnFrameReceived();
                break;
            case HostMessageType.Opened:
                Change(state => state with { Model = message.Text ?? "camera", Connected = true, Problem = _pending.Problem });
                CatchUp(from);
                break;
            case HostMessageType.Listed:
                OnListed(from, message);
                break;
            case HostMessageType.Busy or HostMessageType.NoPicture:
                Change(state => state with { Paused = message.Text });
                if (type == HostMessageType.NoPicture)
                    Pictured.OnPaused();
                break;
            case HostMessageType.Lens:
                Lens.OnReported(message);
                break;
            case HostMessageType.Pointer:
                _pointer.OnReported(message);
                break;
            case HostMessageType.Pictured:
                Pictured.Add(message);
                break;
            case HostMessageType.Alive: // within a call that lasts
                Change(state => state with { Paused = state.Paused ?? message.Text });
                break;
            case HostMessageType.Setting when message.Setting is { } setting:
                OnSetting(setting, message);
                break;
            case HostMessageType.Card:
                Change(state => state with { Card = message.Card });
                break;
            case HostMessageType.Waiting:
                OnWaiting(from, message);
                break;
            case HostMessageType.Still:
                OnSaved(message);
                break;
            case HostMessageType.Released:
                ClearProblem();
                _orders.Complete(message with { Files = _names.Of(message.Files!) });
                break;
            case HostMessageType.NotSaved:
                OnNotSaved(message);
                break;
            case HostMessageType.Refused:
                Report(message.Text!);
                _orders.Fail(message.Command, new CaptureException(message.Text!));
                break;
        }
    }

    /// <summary>A picture is about to become a frame: the one that many after the first of this reader's host.</summary>
    internal void OnGrabbed(Gphoto2Reader from, long picture)
    {
        if (from == Volatile.Read(ref _reader))
            Pictured.OnGrabbed(picture);
    }

    /// <summary>The camera is back: what was taken meanwhile is looked for on its card.</summary>
    private void CatchUp(Gphoto2Reader from)
    {
        HostMessage[] lists;
        lock (_gate)
            lists = [.. _pending.ListsToAskFor()];
        foreach (var list in lists)
            from.Send(HostMessageType.List, list);
    }

    private void OnListed(Gphoto2Reader from, HostMessage message)
    {
        CardNews? news;
        lock (_gate)
        {
            news = _pending.Listed(message, out var givenUp);
            if (givenUp)
                _state = _state with { Problem = _pending.Problem };
        }
        foreach (var (type, order) in news is null ? [] : PendingDownloads.OrdersFor(news))
            from.Send(type, order);
    }

    private void OnSetting(CameraSetting setting, HostMessage message)
    {
        lock (_gate)
            _settings.Set(setting);
        if (message.Command != 0)
            ClearProblem();
        _orders.Complete(message);
    }

    private void OnWaiting(Gphoto2Reader from, HostMessage message)
    {
        HostMessage? unlisted;
        lock (_gate)
            unlisted = _pending.Announce(message);
        if (unlisted is not null)
            from.Send(HostMessageType.List, unlisted); // outside of the lock: a host that has stopped reads nothing
    }

    private void OnSaved(HostMessage message)
    {
        lock (_gate)
            _pending.OnSaved(message);
        _cameFromMemory = StillDownloads.IsFromMemory("", message.Name!);
        var (still, unnamed) = _names.Apply(new CameraStill(message.Name!, message.Path!, message.Number), State.Model);
        Change(state => state with { Stills = state.Stills + 1, LastStill = still, Problem = unnamed ?? _pending.Problem });
        _stills.OnNext(still);
    }

    private void OnNotSaved(HostMessage message) => Change(state =>
    {
        _pending.OnNotSaved(message);
        return state with { Problem = _pending.Problem };
    });

    /// <summary>An order was carried out: its caller has seen what was reported before.</summary>
    private void ClearProblem() => Change(state =>
    {
        _pending.Acknowledge();
        return state with { Problem = null };
    });

    /// <summary>A picture of the live view has come: whatever held it up is over.</summary>
    private void OnFrameReceived()
    {
        lock (_gate)
        {
            if (_state.Paused is not null)
                _state = _state with { Paused = null };
        }
    }

    /// <summary>Gives the host an order, and waits for the answer.</summary>
    internal async Task<HostMessage> OrderAsync(HostMessageType type, HostMessage message, CancellationToken cancellation)
    {
        Gphoto2Reader reader;
        int number;
        Task<HostMessage> answer;
        lock (_gate) // so that the reader is not detached in between: Detach fails the orders that are there by then
        {
            reader = _state.Connected && _reader is not null ? _reader : throw Absent();
            (number, answer) = _orders.Add();
        }
        reader.Send(type, message with { Command = number });
        try
        {
            return await answer.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (type == HostMessageType.Drive)
        {
            reader.Send(HostMessageType.StopDriving, new HostMessage { Command = number });
            throw;
        }
    }

    private void Change(Func<CameraState, CameraState> change)
    {
        lock (_gate)
            _state = change(_state);
    }

    /// <summary>Why nothing can be ordered while the camera is lost.</summary>
    internal CaptureException Absent() =>
        new(FaultKind.NotAvailable,
            $"The camera {_state.Model} is not connected: it is being looked for; check its cable and that it is on.");
}
