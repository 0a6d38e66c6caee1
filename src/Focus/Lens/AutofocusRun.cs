using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>One run of <see cref="Autofocus"/>: measures, decides on the next move, and ends in focus or at the start.</summary>
internal sealed class AutofocusRun
{
    private const int FinalFrames = 3; // a confirmation rests on one frame more than a step on the way
    private const int MaxFinals = 4; // confirmations that fail before the readings are thrown away
    private const int MaxRounds = 2;
    private const float FaintConfidence = 0.06f; // of a picture that is blurred, and not flat
    private const int MaxUnstable = 3;
    private const int MaxStuck = 3;
    private const double LeastChange = 0.5; // pixels of blur over the readings that a curve must show
    private const double BelowPixels = 2; // where the last reading before the minimum is best taken
    private const double MostBelowPixels = 4; // and where it still is good, if that saves orders

    private readonly LensTracker _tracker;
    private readonly AutofocusOptions _options;
    private readonly TimeProvider _time;
    private readonly StableReader _reader;
    private readonly LensObservations _observations;
    private readonly FocusConfirmation _confirmation;
    private readonly CurveSearch _search;
    private readonly ProbeSteps _steps;
    private readonly LensPosition _start;
    private readonly LensCalibration _known; // before the run
    private readonly long _began;
    private StableReading _first, _now;
    private CurveMode? _mode; // the last explanation of the readings
    private int _moves, _probes, _searches, _finals, _rounds, _unstable, _stuck, _endsInTheWay;
    private bool _wantsBeyond, _wantedBeyond; // a reading beyond the minimum, where the curve is still weak
    private double? _nearEnd, _farEnd; // where pictures stopped changing, if the camera does not report ends

    public AutofocusRun(LensTracker tracker, IRadiusProbe probe, AutofocusOptions options, TimeProvider time)
    {
        (_tracker, _options, _time, _start, _known) = (tracker, options, time, tracker.Here, tracker.Calibration);
        _began = time.GetTimestamp();
        _reader = new(probe, options.Curve);
        _observations = new(tracker, options.Curve);
        _search = new(options.Curve);
        _steps = new(tracker, options.Curve.MaxRadius);
        _confirmation = new(tracker, _observations, _search, options);
    }

    private double Tolerance => _options.ToleratedRadius;

    private FocusSlope Slope => _observations.KnownSlope() ?? _steps.Guess();

    public async Task<AutofocusResult> ExecuteAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            _first = _now = await _reader.ReadAsync(0, null, FinalFrames, either.Token).ConfigureAwait(false);
            _observations.Add(_first);
            for (var outcome = OutcomeOfFirst(); ; outcome = await AdvanceAsync(either.Token).ConfigureAwait(false))
            {
                if (outcome is { } ended)
                    return ended == AutofocusOutcome.InFocus ? Succeed() : await ReturnAsync(ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            var result = await ReturnAsync(AutofocusOutcome.TimedOut).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return result;
        }
        catch (P2iktException failure)
        {
            return (await ReturnAsync(AutofocusOutcome.DriveFailed).ConfigureAwait(false)) with { Message = failure.Message };
        }
    }

    /// <summary>
    /// Without a reading, only a lens that reports its ends is searched: another would lose its place there. Not even that one where there is
    /// no texture at all: nothing can be found, and an end costs it the exact way back.
    /// </summary>
    private AutofocusOutcome? OutcomeOfFirst()
    {
        if (!_first.IsStable)
            return AutofocusOutcome.SceneMoves;
        return IsReadable(_first) || (_tracker.Traits.ReportsEndStops && _first.Confidence >= FaintConfidence) ? null : AutofocusOutcome.NoTexture;
    }

    /// <summary>Makes the next move with its reading; null: go on.</summary>
    private async Task<AutofocusOutcome?> AdvanceAsync(CancellationToken cancellation)
    {
        if (_moves >= _options.MaxMoves)
            return AutofocusOutcome.Uncertain;
        var slope = Slope;
        if (_observations.HaveChanged())
            _observations.CalibrateSizes(_search, slope);
        var samples = _observations.Samples();
        var usable = 0;
        foreach (ref readonly var sample in samples.AsSpan())
            usable += _options.Curve.IsUsable(sample) ? 1 : 0;
        if (usable == 0)
            return await SearchAsync(cancellation).ConfigureAwait(false);
        if (!_observations.HaveChanged())
            return await ProbeAsync(cancellation).ConfigureAwait(false);
        var (mode, second) = _search.Find(samples, slope);
        if (mode.Slope * SampleSpan.Of(samples, _options.Curve) < LeastChange)
            return await ProbeAsync(cancellation).ConfigureAwait(false); // flat over all that was seen: it would lead anywhere
        _mode = mode;
        // A reading on the near side that is close enough to the minimum to place it; closer where the minimum is uncertain.
        var most = mode.SigmaPixels < 0.4 * Tolerance ? FocusConfirmation.FarPixels : MostBelowPixels - 1;
        return SampleSpan.HasReading(samples, _options.Curve, mode.BestPosition, mode.Slope, -1, most, Tolerance) || IsBlocked(mode)
            ? await ConfirmAsync(mode, cancellation).ConfigureAwait(false)
            : await ExploreAsync(mode, second, samples, cancellation).ConfigureAwait(false);
    }

    /// <summary>No reading yet, or saturated ones alone: looks on both sides of the start, farther and farther.</summary>
    private async Task<AutofocusOutcome?> SearchAsync(CancellationToken cancellation)
    {
        var offsets = _steps.SearchOffsets;
        for (; _searches < offsets.Length; _searches++)
        {
            var target = Clamp(_tracker.PositionOf(_start) + offsets[_searches]);
            var distance = target - _tracker.Position;
            if (Math.Abs(distance) < _steps.FirstProbe(_first.Radius) / 2)
                continue; // beyond an end that is known
            _searches++;
            return await MoveAsync(distance, Math.Abs(distance) / 8, null, cancellation).ConfigureAwait(false);
        }
        return AutofocusOutcome.NotFound;
    }

    /// <summary>All readings are alike: moves farther each time, to alternate sides, until the picture changes.</summary>
    private async Task<AutofocusOutcome?> ProbeAsync(CancellationToken cancellation)
    {
        const int most = 4;
        if (_probes == most)
            return AutofocusOutcome.LensDoesNotMove;
        var distance = _steps.FirstProbe(_first.Radius) * Math.Pow(-3, _probes);
        if (_tracker.FarLimit is { } far && _tracker.Position + distance > far + 1)
            distance = -distance;
        _probes++;
        return await MoveAsync(_steps.Round(distance), 0.01, double.NaN, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes to the near side of the best focus, from where it is reached without backlash, and where a reading says most about it.
    /// </summary>
    private async Task<AutofocusOutcome?> ExploreAsync(CurveMode mode, CurveMode? second, FocusSample[] samples, CancellationToken cancellation)
    {
        var least = Math.Clamp(1.2 * mode.SigmaPixels, BelowPixels, MostBelowPixels) / mode.Slope;
        var sigmas = FocusConfirmation.AcceptedShare * Tolerance / Math.Max(mode.SigmaPixels, 1e-3);
        var certainty = 1 - Math.Exp(-0.7 * sigmas * sigmas); // close to the normal distribution, and below it
        var distance = _steps.Cheapest(mode.BestPosition - _tracker.Position, certainty, least, FocusConfirmation.FarPixels / mode.Slope, 0.3 * Tolerance / mode.Slope);
        // A distance that rests on a short base is not gone at once: less of it while the side is open, too.
        var isOpen = mode.SigmaPixels > 3 || (second is { } other && other.Cost - mode.Cost < 4);
        var most = Math.Max((isOpen ? 2.5 : 4) * SampleSpan.Of(samples, _options.Curve), _steps.FirstProbe(_first.Radius));
        if (isOpen || _observations.KnownSlope() is null)
            distance = Math.Clamp(distance, -most, most);
        var clamped = Clamp(_tracker.Position + distance) - _tracker.Position;
        var miss = Math.Max(0.3 * Tolerance / mode.Slope, Math.Abs(clamped) / 20);
        if (Math.Abs(clamped) <= miss)
            return await ConfirmAsync(mode, cancellation).ConfigureAwait(false);
        return await MoveAsync(clamped, miss, RadiusAt(mode, _tracker.Position + clamped), cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes to the minimum from the near side, reads there, and accepts if curve and reading agree.</summary>
    private async Task<AutofocusOutcome?> ConfirmAsync(CurveMode mode, CancellationToken cancellation)
    {
        if (Clamp(mode.BestPosition) is var nearest && Math.Abs(nearest - mode.BestPosition) * mode.Slope > Tolerance + (2 * mode.SigmaPixels))
        {
            var isReported = _nearEnd is null && _farEnd is null;
            if (isReported || ++_endsInTheWay > 1)
                return AutofocusOutcome.BeyondEndStop;
            (_nearEnd, _farEnd) = (null, null); // taken from pictures, it may be wrong once
            return await ExploreAsync(mode, null, _observations.Samples(), cancellation).ConfigureAwait(false);
        }
        if (_finals == MaxFinals)
        {
            if (++_rounds == MaxRounds)
                return _confirmation.Fit.Verdict is FocusCurveVerdict.PoorFit or FocusCurveVerdict.NoMinimum ? AutofocusOutcome.SceneMoves : AutofocusOutcome.Uncertain;
            _observations.KeepLast();
            (_finals, _probes) = (0, 0);
            return null;
        }
        _finals++;
        if (_wantsBeyond)
        {
            _wantsBeyond = false;
            // Where the curve is still weak, a reading beyond the minimum says more than another one at it.
            var beyond = Clamp(mode.BestPosition + (BelowPixels / mode.Slope)) - _tracker.Position;
            return await MoveAsync(beyond, 0.4 * BelowPixels / mode.Slope, RadiusAt(mode, _tracker.Position + beyond), cancellation).ConfigureAwait(false);
        }
        var before = _now;
        var arrival = await _tracker.ApproachAsync(nearest, 0.55 * Tolerance / mode.Slope, cancellation).ConfigureAwait(false);
        await ReadAsync(arrival, before, RadiusAt(mode, _tracker.Position), FinalFrames, cancellation).ConfigureAwait(false);
        if (_confirmation.Judge(mode, _now, Slope))
            return AutofocusOutcome.InFocus;
        _wantsBeyond = _now.IsStable && !_wantedBeyond;
        _wantedBeyond = _wantsBeyond;
        return Unstable();
    }

    private async Task<AutofocusOutcome?> MoveAsync(double distance, double miss, double? expected, CancellationToken cancellation)
    {
        var before = _now;
        var arrival = await _tracker.MoveByAsync(distance, miss, cancellation).ConfigureAwait(false);
        await ReadAsync(arrival, before, expected, 2, cancellation).ConfigureAwait(false);
        if (!_tracker.Traits.ReportsEndStops && IsUnreadable(before) && IsUnreadable(_now))
        {
            _tracker.AddSlip(arrival.Units); // nothing shows whether it has met an end
        }
        else if (!_tracker.Traits.ReportsEndStops && WasStopped(arrival.Units))
        {
            _observations.MarkStopped(arrival.Units);
            _stuck += IsUnchanged(before) ? 1 : 0;
            if (_stuck == MaxStuck)
                return AutofocusOutcome.LensDoesNotMove;
            if (distance > 0)
                _farEnd = _tracker.Position;
            else
                _nearEnd = _tracker.Position;
        }
        if (_mode is { } mode && IsReadable(_now) && _now.Radius <= mode.BestRadius + FocusConfirmation.PredictedWithin && _confirmation.Judge(mode, _now, Slope))
        {
            // In focus on the way: one more look, and no further move.
            _now = await _reader.ReadAsync(_now.Sequence + 1, null, FinalFrames, cancellation).ConfigureAwait(false);
            if (_now.IsStable)
                _observations.Add(_now);
            if (_confirmation.Judge(mode, _now, Slope))
                return AutofocusOutcome.InFocus;
        }
        return Unstable();
    }

    /// <summary>
    /// Whether the readings are explained far better by a move that an end stop has cut short, which some cameras do not report.
    /// </summary>
    private bool WasStopped(double travel)
    {
        const double clear = 6; // 2.5 sigma
        if (!_now.IsStable || !IsReadable(_now) || !_observations.HaveChanged())
            return false;
        var slope = Slope;
        return _search.LeastCost(_observations.Samples(), slope) - _search.LeastCost(_observations.SamplesIfStopped(travel), slope) > clear;
    }

    private async Task ReadAsync(LensArrival arrival, StableReading before, double? expected, int frames, CancellationToken cancellation)
    {
        _moves++;
        var mustShow = expected is { } radius && !(Math.Abs(radius - before.Radius) < 3 * _options.Curve.Noise.Sigma(before.Radius, before.Confidence));
        var from = arrival.FirstSequence == 0 ? before.Sequence + 1 : arrival.FirstSequence;
        _now = await _reader.ReadAsync(from, mustShow ? before : null, frames, cancellation).ConfigureAwait(false);
        if (_now.IsStable)
            _observations.Add(_now);
    }

    private AutofocusOutcome? Unstable()
    {
        _unstable = _now.IsStable ? 0 : _unstable + 1;
        return _unstable >= MaxUnstable ? AutofocusOutcome.SceneMoves : null;
    }

    private bool IsUnchanged(StableReading before) => IsReadable(before)
        && Math.Abs(_now.Radius - before.Radius) < 2 * _options.Curve.Noise.Sigma(before.Radius, before.Confidence);

    /// <summary>Whether the lens stands at the end of its range where the reading on the near side would be.</summary>
    private bool IsBlocked(CurveMode mode)
    {
        var end = _nearEnd ?? _tracker.NearLimit;
        return end is { } limit && (mode.BestPosition - limit) * mode.Slope < BelowPixels && Math.Abs(_tracker.Position - limit) * mode.Slope < Tolerance;
    }

    private double Clamp(double position)
    {
        var near = _nearEnd ?? _tracker.NearLimit ?? double.NegativeInfinity;
        var far = _farEnd ?? _tracker.FarLimit ?? double.PositiveInfinity;
        return Math.Max(near, Math.Min(far, position));
    }

    private bool IsReadable(in StableReading reading) => float.IsFinite(reading.Radius) && reading.Confidence >= _options.Curve.MinConfidence;

    private bool IsUnreadable(in StableReading reading) => !IsReadable(reading) || reading.Radius >= _options.Curve.SaturatedFrom;

    private static double RadiusAt(CurveMode mode, double position) =>
        Math.Sqrt((mode.BestRadius * mode.BestRadius) + Math.Pow(mode.Slope * (position - mode.BestPosition), 2));

    private AutofocusResult Succeed()
    {
        var known = _tracker.Calibration; // with the lengths of the sizes that the run has measured
        // k differs between points, however well it was measured.
        var sigma = Math.Clamp(_confirmation.Fit.SlopeSigma / _confirmation.Fit.Slope, 0.15, 1);
        _tracker.Calibration = known with { PixelsPerUnit = _confirmation.Fit.Slope, PixelsSigma = sigma };
        return Result(AutofocusOutcome.InFocus, isRestored: false);
    }

    private async Task<AutofocusResult> ReturnAsync(AutofocusOutcome outcome)
    {
        if (_moves == 0 && _tracker.Slip == 0 && _tracker.Here.Steps.SequenceEqual(_start.Steps))
            return Result(outcome, isRestored: true);
        using var limit = new CancellationTokenSource(_options.ReturnLimit, _time);
        var isRestored = false;
        try
        {
            isRestored = await new LensReturn(_tracker, _reader, _options, _mode).RunAsync(_start, _first, limit.Token).ConfigureAwait(false);
        }
        catch (P2iktException)
        {
            // It was lost, or refuses: the result says that the lens is not back.
        }
        _tracker.Calibration = _known; // what a failed run has measured is not to be trusted
        return Result(outcome, isRestored);
    }

    private AutofocusResult Result(AutofocusOutcome outcome, bool isRestored) => new(
        outcome, AutofocusText.Of(outcome, isRestored), _confirmation.Fit, _first.Radius, _now.Radius, isRestored, _moves, _time.GetElapsedTime(_began));
}
