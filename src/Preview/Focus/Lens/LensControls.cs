using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The driven lens of a camera, for the page: <see cref="LensFocus"/>, and watches on focus points.</summary>
internal sealed class LensControls : ILensControls, IDisposable
{
    private const string NearLimit = "near limit of the stack"; // names of the two marks that are the limits of the focus stack
    private const string FarLimit = "far limit of the stack";

    private readonly Lock _gate = new();
    private readonly ILensDrive _drive;
    private readonly FocusAssist _focus;
    private readonly ICameraControls? _camera;
    private readonly LensFocus _lens;
    private readonly PointWatch _watch;
    private readonly FrameDemand? _demand;
    private readonly Dictionary<string, int> _markIds = new(StringComparer.OrdinalIgnoreCase);
    private Task _last = Task.CompletedTask; // the operation that runs, or the one before
    private (CancellationTokenSource Stop, int Point)? _trap;
    private (CancellationTokenSource Stop, int Point)? _drift;
    private string? _trapMessage; // of a trap that was the last operation
    private string? _driftWarning;

    /// <summary>Controls a lens.</summary>
    /// <param name="drive">The drive; borrowed.</param>
    /// <param name="focus">The focus points.</param>
    /// <param name="camera">Takes the pictures of focus stacks and traps; null: none can be taken.</param>
    /// <param name="demand">Gets the demand for frames while an operation needs them; null when frames come in any case.</param>
    /// <param name="time">Measures the limits of the autofocus.</param>
    public LensControls(ILensDrive drive, FocusAssist focus, ICameraControls? camera, FrameDemand? demand, TimeProvider time)
    {
        (_drive, _focus, _camera, _demand) = (drive, focus, camera, demand);
        _watch = new PointWatch(focus, demand);
        _lens = new LensFocus(
            drive, point => focus.Points.Any(known => known.Id == point) ? new PointProbe(focus, point) : null, time: time);
    }

    /// <inheritdoc/>
    public LensState State
    {
        get
        {
            var state = _lens.State;
            lock (_gate)
            {
                var operation = state.Activity == LensActivity.Idle && _trap is not null ? LensOperation.Trap : OperationOf(state.Activity);
                var point = operation == LensOperation.Trap ? _trap?.Point : state.Point;
                return new LensState(
                    state.UnavailableReason, operation, Message(state, operation, point),
                    operation == LensOperation.Idle && (_last.IsFaulted || state.Outcome is not (null or AutofocusOutcome.InFocus)),
                    point, double.IsNaN(state.Progress) ? null : state.Progress, Marks(state), Plan(state), _drift?.Point, _driftWarning);
            }
        }
    }

    /// <inheritdoc/>
    public async Task MoveAsync(LensMoveSize size, bool farther, CancellationToken cancellation = default)
    {
        var traits = _drive.Traits ?? throw new FocusException(FaultKind.NotAvailable, _lens.State.UnavailableReason ?? "The lens cannot be driven now.");
        var (steps, index) = StepSizes.Of(size, traits, _lens.Calibration);
        await Begin(_lens.DriveAsync(farther ? steps : -steps, index, cancellation)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void StartAutofocus(int point) => Begin(_lens.FocusAsync(point));

    /// <inheritdoc/>
    public void AddMark(string? name)
    {
        if (IsLimit(name))
            throw new FocusException(FaultKind.WrongUsage, $"The name '{name}' is that of a limit of the focus stack: choose another.");
        _lens.SetMark(name ?? FreeNumber());
    }

    /// <inheritdoc/>
    public bool RemoveMark(int mark) => NameOf(mark) is { } name && _lens.RemoveMark(name);

    /// <inheritdoc/>
    public bool StartRack(int mark, TimeSpan duration)
    {
        if (NameOf(mark) is not { } name)
            return false;
        Begin(_lens.RackAsync(name, duration));
        return true;
    }

    /// <inheritdoc/>
    public void SetStackLimit(bool far) => _lens.SetMark(far ? FarLimit : NearLimit);

    /// <inheritdoc/>
    public void StartStack()
    {
        if (Plan(_lens.State).Note is { } note)
            throw new FocusException(FaultKind.Failed, note);
        Begin(_lens.ShootStackAsync(NearLimit, FarLimit, _focus.Tolerance, async (_, _, stop) => await _camera!.CaptureStillAsync(stop).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public void WatchDrift(int? point)
    {
        lock (_gate)
        {
            _drift?.Stop.Cancel();
            (_drift, _driftWarning) = (null, null);
            if (point is not { } watched)
                return;
            var stop = new CancellationTokenSource();
            _drift = (stop, watched);
            _ = FollowDriftAsync(watched, stop);
        }
    }

    /// <inheritdoc/>
    public void StartTrap(int point)
    {
        lock (_gate)
        {
            if (_trap is not null)
                throw new FocusException(FaultKind.Failed, "A focus trap is set already: cancel it first.");
            var stop = new CancellationTokenSource();
            _trap = (stop, point);
            _last = SpringAsync(point, stop);
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        _lens.Cancel();
        lock (_gate)
            _trap?.Stop.Cancel();
    }

    /// <summary>Ends what runs; the lens stays or returns as that says.</summary>
    public void Dispose()
    {
        Cancel();
        WatchDrift(null);
        _lens.Dispose();
    }

    private static bool IsLimit(string? name) =>
        string.Equals(name, NearLimit, StringComparison.OrdinalIgnoreCase) || string.Equals(name, FarLimit, StringComparison.OrdinalIgnoreCase);

    private static LensOperation OperationOf(LensActivity activity) => activity switch
    {
        LensActivity.Driving => LensOperation.Move,
        LensActivity.Focusing => LensOperation.Autofocus,
        LensActivity.Racking => LensOperation.Rack,
        LensActivity.Stacking => LensOperation.Stack,
        LensActivity.Calibrating => LensOperation.Calibration,
        _ => LensOperation.Idle,
    };

    /// <summary>Keeps an operation that has begun. What was refused at once is thrown here; what fails later is a part of the state.</summary>
    private Task Begin(Task operation)
    {
        if (operation.IsFaulted)
            operation.GetAwaiter().GetResult();
        lock (_gate)
            (_last, _trapMessage) = (operation, null);
        _ = KeepFramesAsync(operation);
        return operation;
    }

    private async Task KeepFramesAsync(Task operation)
    {
        using var wanted = _demand?.Want();
        await operation.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SpringAsync(int point, CancellationTokenSource stop)
    {
        await Task.Yield(); // the caller holds the gate
        var message = "The focus trap was cancelled.";
        try
        {
            await _watch.TrapAsync(point, stop.Token).ConfigureAwait(false);
            message = $"{NameOfPoint(point)} came into focus.";
            if (_camera is not null)
            {
                var shot = await _camera.CaptureStillAsync(stop.Token).ConfigureAwait(false);
                message = $"{NameOfPoint(point)} came into focus: saved {Path.GetFileName(shot.Path)}.";
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
                (_trap, _trapMessage) = (null, message);
            stop.Dispose();
        }
    }

    private async Task FollowDriftAsync(int point, CancellationTokenSource stop)
    {
        try
        {
            await _watch.WatchDriftAsync(point, Warn, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Warn(null);
        }
        finally
        {
            lock (_gate)
            {
                if (_drift?.Stop == stop)
                    _drift = null; // the point was removed
            }
            stop.Dispose();
        }

        void Warn(string? warning)
        {
            lock (_gate)
            {
                if (_drift?.Stop == stop)
                    _driftWarning = warning;
            }
        }
    }

    private string Message(LensFocusState state, LensOperation operation, int? point) => operation switch
    {
        LensOperation.Autofocus => $"Focusing on {NameOfPoint(point)}.",
        LensOperation.Move => "The lens moves.",
        LensOperation.Rack => "The focus is pulled.",
        LensOperation.Calibration => "The lens is measured.",
        LensOperation.Trap => $"Waiting until {NameOfPoint(point)} comes into focus.",
        LensOperation.Stack => state.Message ?? "The focus stack is taken.",
        _ => _trapMessage ?? state.Message ?? "",
    };

    private string NameOfPoint(int? point)
    {
        var name = _focus.Points.FirstOrDefault(one => one.Id == point)?.Name;
        return name is null || int.TryParse(name, out _) ? $"Point {point}" : name;
    }

    private LensMark[] Marks(LensFocusState state) => [.. state.Marks.Where(static name => !IsLimit(name)).Select(name => new LensMark(IdOf(name), name))];

    // A mark keeps its number as long as there is one of its name.
    private int IdOf(string name)
    {
        if (!_markIds.TryGetValue(name, out var id))
            _markIds[name] = id = _markIds.Count + 1;
        return id;
    }

    private string? NameOf(int mark)
    {
        var state = _lens.State;
        lock (_gate)
            return Marks(state).FirstOrDefault(one => one.Id == mark)?.Name;
    }

    private string FreeNumber()
    {
        var names = _lens.State.Marks;
        return Enumerable.Range(1, names.Count + 1).Select(static number => $"{number}").First(number => !names.Contains(number));
    }

    private LensStackPlan Plan(LensFocusState state)
    {
        var (near, far) = (state.Marks.Contains(NearLimit), state.Marks.Contains(FarLimit));
        var note = _camera is null ? "A focus stack needs a tethered camera that takes its pictures."
            : !near || !far ? "Focus on the nearest part and set the near limit; then the far one."
            : _lens.Calibration.PixelsPerUnit is null ? "Focus on a point once: it shows how fast this lens defocuses."
            : null;
        return new LensStackPlan(near, far, note);
    }
}
