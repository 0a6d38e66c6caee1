using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Preview.Camera;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The driven lens of a camera, for the page: <see cref="LensFocus"/>, and watches on focus points.</summary>
internal sealed class LensControls : ILensControls, ISweepLens, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILensDrive _drive;
    private readonly FocusAssist _focus;
    private readonly LensSurroundings _around;
    private readonly TimeProvider _time;
    private readonly LensFocus _lens;
    private readonly LensMarks _marks;
    private readonly FocusTrap _trap;
    private readonly DriftFollower _drift;
    private Task _last = Task.CompletedTask; // the operation that runs, or the one before
    private string? _kept; // the lens whose calibration is in use

    /// <summary>Controls a lens.</summary>
    /// <param name="drive">The drive; borrowed.</param>
    /// <param name="focus">The focus points.</param>
    /// <param name="around">The camera, and what an operation needs beside the lens.</param>
    /// <param name="time">Measures the limits of the autofocus.</param>
    public LensControls(ILensDrive drive, FocusAssist focus, LensSurroundings around, TimeProvider time)
    {
        (_drive, _focus, _around, _time) = (drive, focus, around, time);
        var watch = new PointWatch(focus, around.Demand);
        (_trap, _drift) = (new FocusTrap(watch, focus, around.Camera), new DriftFollower(watch));
        _lens = new LensFocus(
            drive, point => focus.Points.Any(known => known.Id == point) ? new PointProbe(focus, point) : null, time: time);
        _marks = new LensMarks(_lens);
    }

    /// <inheritdoc/>
    public LensState State
    {
        get
        {
            var state = _lens.State;
            var operation = state.Activity == LensActivity.Idle && _trap.Point is not null
                ? LensOperation.Trap
                : OperationOf(state.Activity);
            var point = operation == LensOperation.Trap ? _trap.Point : state.Point;
            var (drifting, warning) = _drift.State;
            bool failed;
            lock (_gate)
                failed = operation == LensOperation.Idle && (_last.IsFaulted || state.Outcome is not (null or AutofocusOutcome.InFocus));
            return new LensState(
                state.UnavailableReason, operation, Message(state, operation, point), failed, point,
                double.IsNaN(state.Progress) ? null : state.Progress, _marks.Of(state), Plan(state), drifting, warning)
            {
                Backlash = _lens.Calibration is var known && known.MaxBacklash == LensCalibration.Unknown.MaxBacklash
                    ? null
                    : new LensBacklash(known.MinBacklash, known.MaxBacklash),
                Note = _around.Calibrations?.Note,
            };
        }
    }

    /// <inheritdoc/>
    public async Task MoveAsync(LensMoveSize size, bool farther, CancellationToken cancellation = default)
    {
        var traits = _drive.Traits ?? throw new FocusException(
            FaultKind.NotAvailable, _lens.State.UnavailableReason ?? "The lens cannot be driven now.");
        UseKept();
        var (steps, index) = StepSizes.Of(size, traits, _lens.Calibration);
        await Begin(() => _lens.DriveAsync(farther ? steps : -steps, index, cancellation)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void StartAutofocus(int point) => Begin(() => _lens.FocusAsync(point, _around.Magnifier?.Factor ?? 1), isMeasured: true);

    /// <inheritdoc/>
    public void StartBacklash(int point) => Begin(() => _lens.MeasureBacklashAsync(point), isMeasured: true);

    /// <inheritdoc/>
    public void AddMark(string? name)
    {
        UseKept();
        _marks.Add(name);
    }

    /// <inheritdoc/>
    public bool RemoveMark(int mark) => _marks.NameOf(mark) is { } name && _lens.RemoveMark(name);

    /// <inheritdoc/>
    public bool StartRack(int mark, TimeSpan duration)
    {
        if (_marks.NameOf(mark) is not { } name)
            return false;
        Begin(() => _lens.RackAsync(name, duration));
        return true;
    }

    /// <inheritdoc/>
    public void SetStackLimit(bool far)
    {
        UseKept();
        _marks.SetLimit(far);
    }

    /// <inheritdoc/>
    public void StartStack()
    {
        if (Plan(_lens.State).Note is { } note)
            throw new FocusException(FaultKind.Failed, note);
        Begin(() => _lens.ShootStackAsync(
            LensMarks.NearLimit, LensMarks.FarLimit, _focus.Tolerance,
            async (_, _, stop) => await _around.Camera!.CaptureStillAsync(stop).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public string? SweepNote
    {
        get
        {
            var state = _lens.State;
            return state.UnavailableReason ?? LimitNote(state);
        }
    }

    /// <inheritdoc/>
    public Task SweepAsync(Func<int, int, CancellationToken, Task> take)
    {
        if (SweepNote is { } note)
            throw new FocusException(FaultKind.Failed, note);
        return FinishSweepAsync(Begin(
            () => _lens.ShootStackAsync(LensMarks.NearLimit, LensMarks.FarLimit, FocusReading.ResolvableRadius, take), isMeasured: true));
    }

    /// <inheritdoc/>
    public void WatchDrift(int? point) => _drift.Watch(point);

    /// <inheritdoc/>
    public void StartTrap(int point)
    {
        var trap = _trap.Set(point);
        lock (_gate)
            _last = trap;
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        _lens.Cancel();
        _trap.Cancel();
    }

    /// <summary>Ends what runs; the lens stays or returns as that says.</summary>
    public void Dispose()
    {
        Cancel();
        WatchDrift(null);
        _lens.Dispose();
    }

    private static LensOperation OperationOf(LensActivity activity) => activity switch
    {
        LensActivity.Driving => LensOperation.Move,
        LensActivity.Focusing => LensOperation.Autofocus,
        LensActivity.Racking => LensOperation.Rack,
        LensActivity.Stacking => LensOperation.Stack,
        LensActivity.Calibrating => LensOperation.Calibration,
        _ => LensOperation.Idle,
    };

    /// <summary>
    /// Begins an operation. What was refused at once is thrown here; what fails later is a part of the state.
    /// </summary>
    /// <param name="start">Starts it.</param>
    /// <param name="isMeasured">Whether it compares readings of several frames.</param>
    private Task Begin(Func<Task> start, bool isMeasured = false)
    {
        UseKept();
        var held = isMeasured && _around.HoldQuality is { } hold ? new RenewedHold(hold, _time) : null;
        Task operation;
        try
        {
            operation = start();
            if (operation.IsFaulted)
                operation.GetAwaiter().GetResult();
        }
        catch
        {
            held?.Dispose();
            throw;
        }
        lock (_gate)
            _last = operation;
        _trap.Message = null;
        _ = AccompanyAsync(operation, held);
        return operation;
    }

    /// <summary>Keeps frames coming and their quality as it is, and what was learned of the lens.</summary>
    private async Task AccompanyAsync(Task operation, IDisposable? held)
    {
        using var wanted = _around.Demand?.Want();
        using var quality = held;
        await operation.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_around.Calibrations is { } kept && _kept is { } lens && operation.IsCompletedSuccessfully)
            kept.Keep(lens, _lens.Calibration);
    }

    private async Task FinishSweepAsync(Task sweep)
    {
        try
        {
            await sweep.ConfigureAwait(false);
        }
        finally
        {
            if (!sweep.IsFaulted)
                _trap.Message = "The focus sweep has ended."; // LensFocus counts pictures, and none were taken
        }
    }

    /// <summary>Takes what is kept of the lens, when another one is on the camera than before.</summary>
    private void UseKept()
    {
        if (_around.Calibrations is not { } kept || _around.LensName is not { } lens || lens == _kept
            || _lens.State.Activity != LensActivity.Idle)
            return;
        _kept = lens;
        _lens.Adopt(kept.Of(lens));
    }

    private string Message(LensFocusState state, LensOperation operation, int? point) => operation switch
    {
        LensOperation.Autofocus => $"Focusing on {PointText.Of(_focus, point)}.",
        LensOperation.Move => "The lens moves.",
        LensOperation.Rack => "The focus is pulled.",
        LensOperation.Calibration => "The backlash of the lens is being measured.",
        LensOperation.Trap => $"Waiting until {PointText.Of(_focus, point)} comes into focus.",
        LensOperation.Stack => state.Message ?? "The focus stack is taken.",
        _ => _trap.Message ?? state.Message ?? "",
    };

    private LensStackPlan Plan(LensFocusState state)
    {
        var (near, far) = (state.Marks.Contains(LensMarks.NearLimit), state.Marks.Contains(LensMarks.FarLimit));
        var note = _around.Camera is null ? "A focus stack needs a tethered camera that takes its pictures." : LimitNote(state);
        try
        {
            var pictures = note is null ? _lens.CountStack(LensMarks.NearLimit, LensMarks.FarLimit, _focus.Tolerance) : null;
            return new LensStackPlan(near, far, pictures, note);
        }
        catch (FocusException tooMany)
        {
            return new LensStackPlan(near, far, null, tooMany.Message);
        }
    }

    private string? LimitNote(LensFocusState state) =>
        !state.Marks.Contains(LensMarks.NearLimit) || !state.Marks.Contains(LensMarks.FarLimit)
            ? "Focus on the nearest part and set the near limit; then the far one."
        : _lens.Calibration.PixelsPerUnit is null ? "Focus on a point once: it shows how fast this lens defocuses."
        : null;
}
