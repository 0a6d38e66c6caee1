using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Gives a lens that moves only by steps a position, by dead reckoning in steps of its finest size: it counts the steps of each size,
/// follows the backlash, and remembers end stops. 0 is where the tracking began; farther is positive.
/// </summary>
/// <remarks>
/// It is right as long as nobody else moves the lens. A place is reached again from the side from which it was reached before, so that
/// backlash does not count. Orders under way are not cancelled, or the count would be lost: cancellation takes effect between two of them.
/// Not thread-safe.
/// </remarks>
public sealed class LensTracker
{
    /// <summary>
    /// Steps that are given in one call where each is an order to the camera: a call waits for a picture, and cannot be cancelled.
    /// </summary>
    private const int MaxBatch = 8;

    private readonly ILensDrive _drive;
    private readonly int[] _net;
    private double _lowest, _highest; // of what was visited
    private double _nearer; // travel nearer since the last move farther

    /// <summary>Tracks a lens from where it stands.</summary>
    /// <param name="drive">The drive; borrowed.</param>
    /// <param name="calibration">What is known of the lens; null, or values that do not fit the drive: nothing is.</param>
    /// <exception cref="FocusException">The lens cannot be driven now.</exception>
    public LensTracker(ILensDrive drive, LensCalibration? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(drive);
        _drive = drive;
        Traits = drive.Traits is { Sizes.Count: > 0 } traits ? traits : throw new FocusException(
            FaultKind.NotAvailable, drive.UnavailableReason ?? "The camera does not drive its lens: start live view and "
                + "switch the lens to AF.");
        Calibration = calibration?.Fits(Traits) == true ? calibration : LensCalibration.Unknown;
        _net = new int[Traits.Sizes.Count];
        Slack = Slack.Unknown(Calibration);
    }

    /// <summary>What the drive can do.</summary>
    public LensDriveTraits Traits { get; }

    /// <summary>What is known of the lens.</summary>
    /// <exception cref="ArgumentException">Set to values that do not fit the drive.</exception>
    public LensCalibration Calibration
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.Fits(Traits))
                throw new ArgumentException("The calibration belongs to another lens, or its values are impossible.", nameof(value));
            field = value;
        }
    }

    = LensCalibration.Unknown;

    /// <summary>Where the lens stands, in steps of the finest size, with half the backlash that is not known.</summary>
    public double Position => Reckoned + Slack.Middle;

    /// <summary>The nearest position, once the camera has reported it; null before.</summary>
    public double? NearLimit { get; private set; }

    /// <summary>The farthest position, once the camera has reported it; null before.</summary>
    public double? FarLimit { get; private set; }

    /// <summary>Where the lens stands, to come back to it.</summary>
    public LensPosition Here => new([.. _net], Slack, Slip, IsFromFar);

    internal Slack Slack { get; private set; }

    /// <summary>Travel that may not have happened, summed up: unreported end stops, orders that failed.</summary>
    internal double Slip { get; private set; }

    private bool IsFromFar => _nearer > 0 && _nearer >= Calibration.MaxBacklash;

    private double Reckoned => Reckon(_net, Calibration);

    /// <summary>A position that the lens has had, in steps of the finest size as they are calibrated now.</summary>
    public double PositionOf(LensPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return PositionOf(position, Calibration);
    }

    /// <summary>The same, as if the calibration were another.</summary>
    internal double PositionOf(LensPosition position, LensCalibration calibration) =>
        Reckon(position.Steps, calibration) + position.Slack.Middle;

    /// <summary>How far to order the lens so that it is expected at a position: what takes up backlash is added.</summary>
    /// <param name="position">Steps of the finest size from where the tracking began.</param>
    internal double OrderFor(double position)
    {
        var distance = position - Position;
        var (low, high) = distance >= 0 ? (distance, distance + Calibration.MaxBacklash) : (distance - Calibration.MaxBacklash, distance);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (Reckoned + middle + Slack.After(middle, Calibration).Middle < position)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Moves by whole steps of one size.</summary>
    /// <param name="steps">Farther is positive; 0 does nothing.</param>
    /// <param name="size">Index into <see cref="LensDriveTraits.Sizes"/>.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public async Task<LensArrival> StepAsync(int steps, int size, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(size, _net.Length);
        var arrival = new LensArrival(0, 0, LensEndStop.None, 0);
        var most = Math.Max(MaxBatch, Traits.Sizes[size].MaxStepsPerOrder);
        while (steps != 0 && arrival.EndStop == LensEndStop.None)
        {
            cancellation.ThrowIfCancellationRequested();
            var order = Math.Clamp(steps, -most, most);
            var move = await OrderAsync(order, size).ConfigureAwait(false);
            var done = Math.Clamp(Math.Abs(move.Steps), 0, Math.Abs(order)) * Math.Sign(order);
            var units = done * Calibration.UnitsOf(Traits, size);
            Count(done, size, units);
            if (move.EndStop != LensEndStop.None)
                Limit(move.EndStop);
            arrival = new(arrival.Units + units, move.FirstSequence, move.EndStop, arrival.Orders + OrdersOf(order, size));
            if (done == 0 && move.EndStop == LensEndStop.None)
                throw new FocusException(
                    FaultKind.Failed, $"The {Traits.Make} camera carried out no step of the lens; switch the lens to AF and try again.");
            steps -= order;
        }
        return arrival;
    }

    /// <summary>Moves by a distance, with the largest sizes that reach it and no step back.</summary>
    /// <param name="units">Steps of the finest size; farther is positive.</param>
    /// <param name="tolerance">By how much it may be missed, in the same steps, to save orders.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public async Task<LensArrival> MoveByAsync(double units, double tolerance, CancellationToken cancellation = default)
    {
        var total = new LensArrival(0, 0, LensEndStop.None, 0);
        foreach (var (size, steps) in StepPlan.Split(units, tolerance, Traits, Calibration))
        {
            total = Join(total, await StepAsync(steps, size, cancellation).ConfigureAwait(false));
            if (total.EndStop != LensEndStop.None)
                break;
        }
        return total;
    }

    /// <summary>Moves to a position so that it is reached by a move farther, which takes up all backlash.</summary>
    /// <param name="position">Steps of the finest size from where the tracking began.</param>
    /// <param name="tolerance">By how much it may be missed, in the same steps.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public async Task<LensArrival> ApproachAsync(double position, double tolerance, CancellationToken cancellation = default)
    {
        var total = new LensArrival(0, 0, LensEndStop.None, 0);
        var distance = position - Reckoned;
        if (distance < Slack.High || (distance <= 0 && Slack.High > 0))
        {
            if (Slack.High == 0 && Math.Abs(distance) <= tolerance)
                return total;
            // Nearer than the target first: far enough that the way back takes up the backlash.
            var back = (1.5 * Calibration.MaxBacklash) + tolerance;
            total = await MoveByAsync(distance - back, (0.3 * Calibration.MaxBacklash) + tolerance, cancellation).ConfigureAwait(false);
        }
        var last = await MoveByAsync(position - Reckoned, tolerance, cancellation).ConfigureAwait(false);
        return Join(total, last) with { EndStop = LensEndStop.None };
    }

    /// <summary>Moves to where the lens has been, from the side from which it was reached then.</summary>
    /// <param name="position">From <see cref="Here"/>.</param>
    /// <param name="tolerance">By how much it may be missed, in steps of the finest size.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    internal async Task<LensArrival> ApproachAsync(LensPosition position, double tolerance, CancellationToken cancellation)
    {
        if (!position.IsFromFar)
            return await ApproachAsync(PositionOf(position), tolerance, cancellation).ConfigureAwait(false);
        var total = new LensArrival(0, 0, LensEndStop.None, 0);
        var target = Reckon(position.Steps, Calibration);
        if (!IsFromFar || target > Reckoned)
        {
            var beyond = (1.5 * Calibration.MaxBacklash) + tolerance;
            var miss = (0.3 * Calibration.MaxBacklash) + tolerance;
            total = await MoveByAsync(target + beyond - Reckoned, miss, cancellation).ConfigureAwait(false);
        }
        var last = await MoveByAsync(target - Reckoned, tolerance, cancellation).ConfigureAwait(false);
        return Join(total, last) with { EndStop = LensEndStop.None };
    }

    /// <summary>
    /// Goes back to where the lens has been, by the same counts of steps, ending with a move from the side from which it was reached then.
    /// </summary>
    /// <param name="position">From <see cref="Here"/>.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public async Task<LensArrival> ReturnToAsync(LensPosition position, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        var total = new LensArrival(0, 0, LensEndStop.None, 0);
        var isNearer = Reckon(position.Steps, Calibration) < Reckoned;
        // Of the sizes that go either way, those first that stay within what was visited.
        var farther = _net.Zip(position.Steps, (now, then) => then - now).Index().Where(static pair => pair.Item > 0).ToArray();
        var nearer = _net.Zip(position.Steps, (now, then) => then - now).Index().Where(static pair => pair.Item < 0).ToArray();
        var isNearerFirst = Reckoned + nearer.Sum(pair => pair.Item * Calibration.UnitsOf(Traits, pair.Index)) >= _lowest - 1e-9;
        foreach (var (size, steps) in isNearerFirst ? nearer.Concat(farther) : farther.Concat(nearer))
            total = Join(total, await StepAsync(steps, size, cancellation).ConfigureAwait(false));
        var isFree = Traits.ReportsEndStops;
        if (position.IsFromFar)
        {
            if (!IsFromFar && (isFree || Reckoned + Calibration.MaxBacklash < _highest))
                total = Join(total, await GoAndReturnAsync(1, cancellation).ConfigureAwait(false));
        }
        else if (isNearer && Slack.High > 0 && (isFree || Reckoned - Calibration.MaxBacklash > _lowest))
        {
            total = Join(total, await GoAndReturnAsync(-1, cancellation).ConfigureAwait(false));
        }
        return total;
    }

    /// <summary>Orders to the camera that so many steps take.</summary>
    internal int OrdersOf(int steps, int size) => ((Math.Abs(steps) - 1) / Math.Max(1, Traits.Sizes[size].MaxStepsPerOrder)) + 1;

    /// <summary>Notes that a move of this length may not have happened, or only in part.</summary>
    internal void AddSlip(double units) => Slip += Math.Abs(units);

    private static LensArrival Join(LensArrival first, LensArrival then) => new(
        first.Units + then.Units, then.FirstSequence == 0 ? first.FirstSequence : then.FirstSequence,
        then.EndStop == LensEndStop.None ? first.EndStop : then.EndStop, first.Orders + then.Orders);

    private async Task<LensMove> OrderAsync(int steps, int size)
    {
        try
        {
            return await _drive.DriveAsync(steps, size, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            AddSlip(steps * Calibration.UnitsOf(Traits, size)); // it may have moved all the same
            throw;
        }
    }

    /// <summary>Goes beyond by the backlash, and back, so that the last move takes it up.</summary>
    private async Task<LensArrival> GoAndReturnAsync(int sign, CancellationToken cancellation)
    {
        var size = StepPlan.SizeAtLeast(Calibration.MaxBacklash, Traits, Calibration, out var steps);
        var beyond = await StepAsync(sign * steps, size, cancellation).ConfigureAwait(false);
        var done = (int)Math.Round(beyond.Units / Calibration.UnitsOf(Traits, size));
        return Join(beyond, await StepAsync(-done, size, cancellation).ConfigureAwait(false));
    }

    private void Count(int steps, int size, double units)
    {
        _net[size] += steps;
        Slack = Slack.After(units, Calibration);
        (_lowest, _highest) = (Math.Min(_lowest, Reckoned), Math.Max(_highest, Reckoned));
        _nearer = units > 0 ? 0 : _nearer - units;
    }

    private void Limit(LensEndStop end)
    {
        if (end == LensEndStop.Near)
            NearLimit = Position;
        else
            FarLimit = Position;
    }

    private double Reckon(IReadOnlyList<int> steps, LensCalibration calibration)
    {
        var sum = 0.0;
        for (var size = 0; size < steps.Count; size++)
            sum += steps[size] * calibration.UnitsOf(Traits, size);
        return sum;
    }
}
