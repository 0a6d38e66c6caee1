using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// The moves of one autofocus, each with a reading after it. It finds out whether the lens follows at all, and where it meets an end that
/// the camera does not report.
/// </summary>
internal sealed class AutofocusMoves(
    LensTracker tracker, StableReader reader, LensObservations observations, CurveSearch search, ProbeSteps steps, AutofocusOptions options,
    TimeProvider time)
{
    private const int MaxUnstable = 3;
    private const int MaxStuck = 3;
    private const int LookFrames = 3;
    private const double NearFocus = 1.5; // pixels above the best radius from where on each order may be the last
    private const double PartPixels = 0.5; // of blur by defocus
    private static readonly TimeSpan SlowOrder = TimeSpan.FromMilliseconds(80); // a reading takes about as long

    private int _unstable, _stuck;
    private double? _nearEnd, _farEnd; // where pictures stopped changing, if the camera does not report ends

    /// <summary>The newest reading.</summary>
    public StableReading Now { get; private set; }

    /// <summary>How many moves were made.</summary>
    public int Count { get; private set; }

    /// <summary>Whether an end is known only because pictures stopped changing.</summary>
    public bool HasSupposedEnd => _nearEnd is not null || _farEnd is not null;

    /// <summary>Reads where the lens stands, before the first move.</summary>
    public async Task<StableReading> ReadFirstAsync(CancellationToken cancellation)
    {
        Now = await reader.ReadAsync(0, LookFrames, cancellation).ConfigureAwait(false);
        observations.Add(Now);
        return Now;
    }

    /// <summary>Reads again where the lens stands.</summary>
    public async Task<AutofocusOutcome?> LookAgainAsync(CancellationToken cancellation)
    {
        Now = await reader.ReadStillAsync(Now.Sequence + 1, LookFrames, cancellation).ConfigureAwait(false);
        return Note();
    }

    /// <summary>Moves where no curve predicts what will be read.</summary>
    /// <param name="distance">Steps of the finest size; farther is positive.</param>
    /// <param name="miss">By how much it may be missed.</param>
    /// <param name="mustShow">Whether the picture must change.</param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <returns>Why the run must end; null: go on.</returns>
    public Task<AutofocusOutcome?> ProbeAsync(double distance, double miss, bool mustShow, CancellationToken cancellation) =>
        MoveAsync(distance, miss, null, false, mustShow, cancellation);

    /// <summary>Moves to a position where a curve predicts what will be read.</summary>
    /// <param name="position">Steps of the finest size.</param>
    /// <param name="miss">By how much it may be missed.</param>
    /// <param name="curve">What the readings say so far.</param>
    /// <param name="toFocus">
    /// Whether the best focus is there: where orders are slow, each of the last ones is followed by a reading.
    /// </param>
    /// <param name="cancellation">Stops between two orders.</param>
    /// <returns>Why the run must end; null: go on.</returns>
    public Task<AutofocusOutcome?> GoAsync(double position, double miss, CurveMode curve, bool toFocus, CancellationToken cancellation) =>
        MoveAsync(tracker.OrderFor(position), miss, curve, toFocus, true, cancellation);

    /// <summary>The nearest position within the range, as far as its ends are known.</summary>
    public double Clamp(double position)
    {
        var near = _nearEnd ?? tracker.NearLimit ?? double.NegativeInfinity;
        var far = _farEnd ?? tracker.FarLimit ?? double.PositiveInfinity;
        return Math.Max(near, Math.Min(far, position));
    }

    /// <summary>Forgets ends that the camera has not reported.</summary>
    public void ForgetSupposedEnds() => (_nearEnd, _farEnd) = (null, null);

    private async Task<AutofocusOutcome?> MoveAsync(
        double distance, double miss, CurveMode? curve, bool toFocus, bool mustShow, CancellationToken cancellation)
    {
        Count++;
        var before = Now;
        var arrival = await OrderAsync(distance, miss, toFocus ? curve : null, cancellation).ConfigureAwait(false);
        var expected = curve?.RadiusAt(tracker.Position);
        mustShow &= expected is not { } radius
            || Math.Abs(radius - before.Radius) >= 3 * options.Curve.Noise.Sigma(before.Radius, before.Confidence);
        var from = arrival.FirstSequence == 0 ? before.Sequence + 1 : arrival.FirstSequence;
        Now = await reader.ReadMovedAsync(from, mustShow ? before : null, expected, cancellation).ConfigureAwait(false);
        return Note() ?? (tracker.Traits.ReportsEndStops ? null : NoteEnds(arrival, before));
    }

    private async Task<LensArrival> OrderAsync(double distance, double miss, CurveMode? towards, CancellationToken cancellation)
    {
        var total = new LensArrival(0, 0, LensEndStop.None, 0);
        var began = time.GetTimestamp();
        foreach (var (size, steps) in StepPlan.Fewest(distance, miss, tracker.Traits, tracker.Calibration))
        {
            // Towards the focus, parts that are small enough to stop between them.
            var part = towards is { } aim
                ? Math.Max(1, (int)(PartPixels / (aim.Slope * tracker.Calibration.UnitsOf(tracker.Traits, size))))
                : int.MaxValue;
            var most = Math.Max(part, tracker.Traits.Sizes[size].MaxStepsPerOrder);
            for (var left = steps; left != 0;)
            {
                var order = Math.Clamp(left, -most, most);
                var one = await tracker.StepAsync(order, size, cancellation).ConfigureAwait(false);
                total = new(total.Units + one.Units, one.FirstSequence, one.EndStop, total.Orders + one.Orders);
                left -= order;
                var isSlow = time.GetElapsedTime(began) > total.Orders * SlowOrder || part > 1;
                if (one.EndStop != LensEndStop.None
                    || (isSlow && towards is { } curve && curve.RadiusAt(tracker.Position) < curve.BestRadius + NearFocus))
                    return total;
            }
        }
        return total;
    }

    private AutofocusOutcome? Note()
    {
        if (Now.IsStable)
            observations.Add(Now);
        _unstable = Now.IsStable ? 0 : _unstable + 1;
        return _unstable >= MaxUnstable ? AutofocusOutcome.SceneMoves : null;
    }

    private AutofocusOutcome? NoteEnds(LensArrival arrival, StableReading before)
    {
        if (IsUnreadable(before) && IsUnreadable(Now))
        {
            tracker.AddSlip(arrival.Units); // nothing shows whether it has met an end
        }
        else if (WasStopped(arrival.Units))
        {
            observations.MarkStopped(arrival.Units);
            _stuck += IsUnchanged(before) ? 1 : 0;
            if (_stuck == MaxStuck)
                return AutofocusOutcome.LensDoesNotMove;
            if (arrival.Units > 0)
                _farEnd = tracker.Position;
            else
                _nearEnd = tracker.Position;
        }
        return null;
    }

    /// <summary>
    /// Whether the readings are explained far better by a move that an end stop has cut short, which some cameras do not report.
    /// </summary>
    private bool WasStopped(double travel)
    {
        const double clear = 6; // 2.5 sigma
        if (!Now.IsStable || !IsReadable(Now) || !observations.HaveChanged())
            return false;
        var slope = observations.KnownSlope() ?? steps.Guess();
        return search.LeastCost(observations.Samples(), slope) - search.LeastCost(observations.SamplesIfStopped(travel), slope) > clear;
    }

    private bool IsUnchanged(StableReading before) => IsReadable(before)
        && Math.Abs(Now.Radius - before.Radius) < 2 * options.Curve.Noise.Sigma(before.Radius, before.Confidence);

    private bool IsReadable(in StableReading reading) =>
        float.IsFinite(reading.Radius) && reading.Confidence >= options.Curve.MinConfidence;

    private bool IsUnreadable(in StableReading reading) => !IsReadable(reading) || reading.Radius >= options.Curve.SaturatedFrom;
}
