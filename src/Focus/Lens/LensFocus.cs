using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// All that is done with one lens, one activity at a time: driving, autofocus, marks, racks, focus stacks, backlash. It outlives losses of
/// the camera; the place and the marks of the lens are then forgotten.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class LensFocus : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TrackedLens _lens;
    private readonly Func<int, IRadiusProbe?> _probeOf;
    private readonly AutofocusOptions _options;
    private readonly TimeProvider _time;
    private LensFocusState _state = new(LensActivity.Idle, null, double.NaN, null, null, null, []);
    private CancellationTokenSource? _current;
    private bool _isDisposed;

    /// <summary>Uses a lens.</summary>
    /// <param name="drive">The drive; borrowed. Null: the source has none, and every activity says so.</param>
    /// <param name="probeOf">The probe of a focus point by its number; null when there is no such point. Called on any thread.</param>
    /// <param name="options">Limits of the autofocus; null: the defaults.</param>
    /// <param name="calibration">What the host has kept of this lens; null: nothing.</param>
    /// <param name="time">Null: the system's clock.</param>
    public LensFocus(
        ILensDrive? drive, Func<int, IRadiusProbe?> probeOf, AutofocusOptions? options = null, LensCalibration? calibration = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(probeOf);
        (_probeOf, _time) = (probeOf, time ?? TimeProvider.System);
        _options = options ?? new();
        _options.Validate();
        _lens = new TrackedLens(drive, calibration ?? LensCalibration.Unknown, _time);
    }

    /// <summary>What the lens does now.</summary>
    public LensFocusState State
    {
        get
        {
            lock (_gate)
                return _state with { UnavailableReason = _lens.UnavailableReason };
        }
    }

    /// <summary>What is known of the lens, for the host to keep.</summary>
    public LensCalibration Calibration
    {
        get
        {
            lock (_gate)
                return _lens.Calibration;
        }
    }

    /// <summary>Focuses on a point; see <see cref="Autofocus.RunAsync"/>.</summary>
    /// <param name="point">Number of the focus point.</param>
    /// <param name="magnification">
    /// By how much the camera magnifies the live view, about: radii and k are larger by that. What is learned of k is then not kept.
    /// </param>
    /// <param name="cancellation">Gives up; the lens is brought back first.</param>
    /// <exception cref="FocusException">The lens is busy or cannot be driven, or there is no such point.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, here or by <see cref="Cancel"/>.</exception>
    public Task<AutofocusResult> FocusAsync(int point, double magnification = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(magnification is >= 1 and <= 100, false, nameof(magnification));
        var probe = ProbeOf(point);
        return RunAsync(
            LensActivity.Focusing, point,
            (tracker, token) => magnification > 1
                ? FocusMagnifiedAsync(tracker, probe, magnification, token)
                : new Autofocus(_options, _time).RunAsync(tracker, probe, token),
            static result => (result.Message, result.Outcome), cancellation);
    }

    /// <summary>Moves by whole steps; see <see cref="LensTracker.StepAsync"/>.</summary>
    /// <param name="steps">Farther is positive.</param>
    /// <param name="size">Index of the size.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="FocusException">The lens is busy or cannot be driven.</exception>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public Task<LensArrival> DriveAsync(int steps, int size, CancellationToken cancellation = default) => RunAsync(
        LensActivity.Driving, null, (tracker, token) => tracker.StepAsync(steps, size, token),
        static arrival => (arrival.EndStop switch
        {
            LensEndStop.Near => "The lens is at its nearest focus.",
            LensEndStop.Far => "The lens is at its farthest focus.",
            _ => null,
        }, null), cancellation);

    /// <summary>Sets a focus mark where the lens stands.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="FocusException">The lens is busy or cannot be driven, or there are too many marks.</exception>
    public FocusMark SetMark(string name)
    {
        lock (_gate)
        {
            ThrowIfBusy();
            var mark = _lens.SetMark(name);
            _state = _state with { Marks = _lens.MarkNames };
            return mark;
        }
    }

    /// <summary>Removes a focus mark; false when there is none of that name.</summary>
    public bool RemoveMark(string name)
    {
        lock (_gate)
        {
            var isRemoved = _lens.RemoveMark(name);
            if (isRemoved)
                _state = _state with { Marks = _lens.MarkNames };
            return isRemoved;
        }
    }

    /// <summary>Moves the focus to a mark in a given time; see <see cref="FocusMarks.RackAsync"/>.</summary>
    /// <exception cref="FocusException">The lens is busy or cannot be driven, or there is no such mark.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the lens stays where it is.</exception>
    public Task RackAsync(string name, TimeSpan duration, CancellationToken cancellation = default) => RunAsync(
        LensActivity.Racking, null,
        async (_, token) =>
        {
            await _lens.RackAsync(name, duration, token).ConfigureAwait(false);
            return name;
        },
        static reached => ($"At focus mark '{reached}'.", null), cancellation);

    /// <summary>Shoots a focus stack between two marks; the lens is returned. k must be known from an autofocus.</summary>
    /// <param name="near">Name of the mark at one limit.</param>
    /// <param name="far">Name of the mark at the other.</param>
    /// <param name="toleratedRadius">Blur radius by defocus that is allowed between the limits, in pixels of the live view.</param>
    /// <param name="shoot">Takes one picture: its index, and how many there are.</param>
    /// <param name="cancellation">Stops; the lens is returned first.</param>
    /// <returns>What was shot.</returns>
    /// <exception cref="FocusException">
    /// The lens is busy or cannot be driven, a mark is missing, k is not known, or there would be too many pictures.
    /// </exception>
    public Task<FocusStackPlan> ShootStackAsync(
        string near, string far, double toleratedRadius, Func<int, int, CancellationToken, Task> shoot,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shoot);
        return RunAsync(
            LensActivity.Stacking, null,
            async (tracker, token) =>
            {
                var slope = tracker.Calibration.PixelsPerUnit ?? throw new FocusException(
                    FaultKind.WrongUsage, "It is not known how fast this lens defocuses: focus on a point once, then shoot the stack.");
                var plan = FocusStackPlanner.Plan(_lens.PositionOf(near), _lens.PositionOf(far), slope, toleratedRadius);
                var count = plan.Positions.Count;
                await FocusStackPlanner.ShootAsync(
                    tracker, plan,
                    async (index, stop) =>
                    {
                        Report((double)index / count, $"Picture {index + 1} of {count}.");
                        await shoot(index, count, stop).ConfigureAwait(false);
                    },
                    TimeSpan.FromSeconds(0.3), _time, token).ConfigureAwait(false);
                return plan;
            },
            static plan => ($"{plan.Positions.Count} pictures were shot.", null), cancellation);
    }

    /// <summary>Measures the backlash on a point in focus; see <see cref="BacklashMeasurement"/>.</summary>
    /// <exception cref="FocusException">The lens is busy or cannot be driven, or the sweeps gave no clear curves.</exception>
    public Task<LensCalibration> MeasureBacklashAsync(int point, CancellationToken cancellation = default)
    {
        var probe = ProbeOf(point);
        return RunAsync(
            LensActivity.Calibrating, point, (tracker, token) => new BacklashMeasurement(_options).RunAsync(tracker, probe, token),
            static calibration => (FormattableString.Invariant(
                $"The backlash of the lens is {calibration.MinBacklash:0} to {calibration.MaxBacklash:0} of its finest steps."), null),
            cancellation);
    }

    /// <summary>How many pictures a focus stack between two marks would be; null while that is not known.</summary>
    /// <param name="near">Name of the mark at one limit.</param>
    /// <param name="far">Name of the mark at the other.</param>
    /// <param name="toleratedRadius">Blur radius by defocus that is allowed between the limits, in pixels of the live view.</param>
    /// <exception cref="FocusException">There would be too many.</exception>
    public int? CountStack(string near, string far, double toleratedRadius)
    {
        lock (_gate)
            return _lens.CountStack(near, far, toleratedRadius);
    }

    /// <summary>
    /// Uses what a host has kept of the lens that is on the camera now. The place of a former lens and its marks are forgotten.
    /// </summary>
    /// <param name="calibration">What is known; values that do not fit the drive are not used.</param>
    /// <exception cref="FocusException">The lens is busy.</exception>
    public void Adopt(LensCalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        lock (_gate)
        {
            ThrowIfBusy();
            _lens.Calibration = calibration;
            _lens.Forget();
            _state = _state with { Marks = [] };
        }
    }

    /// <summary>Stops the present activity, if there is one; it ends soon after, with the lens where that activity leaves it.</summary>
    public void Cancel()
    {
        lock (_gate)
            _current?.Cancel();
    }

    /// <summary>Forgets the place of the lens and its marks, because it was turned by hand or changed.</summary>
    /// <exception cref="FocusException">The lens is busy.</exception>
    public void Forget()
    {
        lock (_gate)
        {
            ThrowIfBusy();
            _lens.Forget();
            _state = _state with { Marks = [], Message = null, Outcome = null };
        }
    }

    /// <summary>Stops the present activity; no other one can begin.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _current?.Cancel();
        }
    }

    private async Task<T> RunAsync<T>(
        LensActivity activity, int? point, Func<LensTracker, CancellationToken, Task<T>> work,
        Func<T, (string? Message, AutofocusOutcome? Outcome)> describe, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        LensTracker tracker;
        lock (_gate)
        {
            ThrowIfBusy();
            tracker = _lens.Track();
            _current = stop;
            _state = new(activity, point, activity == LensActivity.Stacking ? 0 : double.NaN, null, null, null, _lens.MarkNames);
        }
        var (message, outcome, isLost) = ((string?)null, (AutofocusOutcome?)null, false);
        try
        {
            var result = await work(tracker, stop.Token).ConfigureAwait(false);
            (message, outcome) = describe(result);
            isLost = outcome == AutofocusOutcome.DriveFailed;
            return result;
        }
        catch (OperationCanceledException)
        {
            message = "Stopped.";
            throw;
        }
        catch (P2iktException failure)
        {
            (message, isLost) = (failure.Message, failure.Kind == FaultKind.NotAvailable);
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _current = null;
                _lens.Calibration = tracker.Calibration;
                if (isLost)
                    _lens.Forget(); // where the lens stands is not known any more
                _state = new(LensActivity.Idle, point, double.NaN, message, outcome, null, _lens.MarkNames);
            }
        }
    }

    private void Report(double progress, string message)
    {
        lock (_gate)
            _state = _state with { Progress = progress, Message = message };
    }

    private void ThrowIfBusy()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_current is not null)
            throw new FocusException(FaultKind.Failed, "The lens is in use: wait until it stands still, or stop it.");
    }

    /// <summary>In a magnified picture k is known roughly only, and what is measured of it belongs to that picture.</summary>
    private async Task<AutofocusResult> FocusMagnifiedAsync(
        LensTracker tracker, IRadiusProbe probe, double magnification, CancellationToken cancellation)
    {
        const double roughly = 0.6; // relative standard deviation of the magnification
        var known = tracker.Calibration;
        try
        {
            tracker.Calibration = known with { PixelsPerUnit = known.PixelsPerUnit * magnification, PixelsSigma = roughly };
            return await new Autofocus(_options, _time).RunAsync(tracker, probe, cancellation).ConfigureAwait(false);
        }
        finally
        {
            tracker.Calibration = tracker.Calibration with { PixelsPerUnit = known.PixelsPerUnit, PixelsSigma = known.PixelsSigma };
        }
    }

    private IRadiusProbe ProbeOf(int point) =>
        _probeOf(point) ?? throw new FocusException(FaultKind.WrongUsage, $"There is no focus point {point}; place it first.");
}
