using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Lens;

/// <summary>One run of <see cref="Autofocus"/>: measures, decides on the next move, and ends in focus or at the start.</summary>
/// <remarks>
/// What takes time is orders: 30 to 300 ms each, where a reading takes 70 to 100 ms. So a move is the fewest orders that come close enough,
/// from either side. Backlash is reckoned with, and taken up by a pass of its own only where nothing else helps.
/// </remarks>
internal sealed class AutofocusRun
{
    private const int MaxBesides = 4; // readings beside a minimum that is not confirmed before all readings are thrown away
    private const int MaxRounds = 2;
    private const int MaxLooks = 3;
    private const int MaxReversals = 2; // moves to and fro within the backlash
    private const int MaxEndsInTheWay = 2;
    private const float FaintConfidence = 0.06f; // of a picture that is blurred, and not flat
    private const double LeastChange = 0.5; // pixels of blur over the readings that a curve must show
    private const double RoughSigma = 0.4; // of the logarithm of k
    private const double MissShare = 0.5; // of the tolerance

    private readonly LensTracker _tracker;
    private readonly AutofocusOptions _options;
    private readonly TimeProvider _time;
    private readonly StableReader _reader;
    private readonly LensObservations _observations;
    private readonly FocusConfirmation _confirmation;
    private readonly CurveSearch _search;
    private readonly ProbeSteps _steps;
    private readonly AutofocusMoves _moves;
    private readonly LensPosition _start;
    private readonly LensCalibration _known; // before the run
    private readonly long _began;
    private StableReading _first;
    private CurveMode? _mode; // the last explanation of the readings
    private double _last; // the last move towards the minimum
    private int _probes, _searches, _besides, _rounds, _looks, _lookedAt, _reversals, _endsInTheWay;

    public AutofocusRun(LensTracker tracker, IRadiusProbe probe, AutofocusOptions options, TimeProvider time)
    {
        (_tracker, _options, _time, _start, _known) = (tracker, options, time, tracker.Here, tracker.Calibration);
        _began = time.GetTimestamp();
        _reader = new(probe, options.Curve);
        _observations = new(tracker, options.Curve);
        _search = new(options.Curve);
        _steps = new(tracker, options.Curve.MaxRadius);
        _confirmation = new(tracker, _observations, _search, options);
        _moves = new(tracker, _reader, _observations, _search, _steps, options, time);
    }

    private double Tolerance => _options.ToleratedRadius;

    private FocusSlope Slope => _observations.KnownSlope() ?? _steps.Guess();

    public async Task<AutofocusResult> ExecuteAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            _first = await _moves.ReadFirstAsync(either.Token).ConfigureAwait(false);
            for (var outcome = OutcomeOfFirst(); ; outcome = await AdvanceAsync(either.Token).ConfigureAwait(false))
            {
                if (outcome is { } ended)
                    return ended == AutofocusOutcome.InFocus ? Succeed() : await ReturnAsync(ended).ConfigureAwait(false);
                limit.CancelAfter(_options.TimeLimit);
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
    /// Without a reading, only a lens that reports its ends is searched: another would lose its place there. Not even that one where there
    /// is no texture at all: nothing can be found, and an end costs it the exact way back.
    /// </summary>
    private AutofocusOutcome? OutcomeOfFirst()
    {
        if (!_first.IsStable)
            return AutofocusOutcome.SceneMoves;
        var isReadable = float.IsFinite(_first.Radius) && _first.Confidence >= _options.Curve.MinConfidence;
        return isReadable || (_tracker.Traits.ReportsEndStops && _first.Confidence >= FaintConfidence) ? null : AutofocusOutcome.NoTexture;
    }

    /// <summary>Makes the next move with its reading; null: go on.</summary>
    private async Task<AutofocusOutcome?> AdvanceAsync(CancellationToken cancellation)
    {
        if (_moves.Count >= _options.MaxMoves)
            return AutofocusOutcome.Uncertain;
        if (_observations.HaveChanged())
            _observations.CalibrateSizes(_search, Slope);
        var samples = _observations.Samples();
        if (!samples.Any(sample => _options.Curve.IsUsable(sample)))
            return await SearchAsync(cancellation).ConfigureAwait(false);
        // Where k is known, one move that changes nothing has jumped across the minimum; without it, the lens may not have moved.
        var mayBeBetween = _observations.KnownSlope() is not null && _probes == 1 && _moves.Count == 1;
        if (!_observations.HaveChanged() && !mayBeBetween)
            return await ProbeAsync(cancellation).ConfigureAwait(false);
        var (mode, second) = _search.Find(samples, Slope);
        if (mode.Slope * SampleSpan.Of(samples, _options.Curve) < LeastChange)
            return await ProbeAsync(cancellation).ConfigureAwait(false); // flat over all that was seen: it would lead anywhere
        _mode = mode;
        return await ApproachAsync(mode, second, samples, cancellation).ConfigureAwait(false);
    }

    /// <summary>No reading yet, or saturated ones alone: looks on both sides of the start, farther and farther.</summary>
    private async Task<AutofocusOutcome?> SearchAsync(CancellationToken cancellation)
    {
        var share = _observations.KnownSlope() is null ? 0.5 : 0.75; // of a length that is not known, one order is enough
        var offsets = _steps.SearchOffsets;
        for (; _searches < offsets.Length; _searches++)
        {
            var target = _moves.Clamp(_tracker.PositionOf(_start) + offsets[_searches]);
            var distance = target - _tracker.Position;
            if (Math.Abs(distance) < _steps.FirstProbe(_first.Radius) / 2)
                continue; // beyond an end that is known
            _searches++;
            distance = _steps.Round(distance, share);
            return await JudgeAsync(
                _moves.ProbeAsync(distance, Math.Abs(distance) / 8, false, cancellation), cancellation).ConfigureAwait(false);
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
        return await JudgeAsync(
            _moves.ProbeAsync(_steps.Round(distance, 0.5), 0.01, true, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes to the best focus, or closer to it.</summary>
    private async Task<AutofocusOutcome?> ApproachAsync(
        CurveMode mode, CurveMode? second, FocusSample[] samples, CancellationToken cancellation)
    {
        var best = _moves.Clamp(mode.BestPosition);
        if (IsBeyondEnd(mode, best))
        {
            if (!_moves.HasSupposedEnd || ++_endsInTheWay > MaxEndsInTheWay)
                return AutofocusOutcome.BeyondEndStop;
            _moves.ForgetSupposedEnds(); // taken from pictures, they may be wrong
            best = mode.BestPosition;
        }
        var distance = best - _tracker.Position;
        // A distance that rests on a short base is not gone at once: less of it while the side is open, too.
        var isOpen = mode.SigmaPixels > 3 || (second is { } other && other.Cost - mode.Cost < 4);
        var most = Math.Max((isOpen ? 2.5 : 4) * SampleSpan.Of(samples, _options.Curve), _steps.FirstProbe(_first.Radius));
        if (isOpen || _observations.KnownSlope() is null)
            distance = Math.Clamp(distance, -most, most);
        var miss = MissShare * Tolerance / mode.Slope;
        var isReversal = distance * _last < 0;
        var isCaught = isReversal && _reversals == MaxReversals;
        if (Math.Abs(distance) <= miss || isCaught)
            return await RefineAsync(mode, best, samples, mayLook: !isCaught, cancellation).ConfigureAwait(false);
        (_reversals, _last) = (isReversal ? _reversals + 1 : 0, distance);
        return await JudgeAsync(
            _moves.GoAsync(_tracker.Position + distance, miss, mode, true, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>It stands at the minimum, and the reading has not confirmed that: another reading here, or one beside it.</summary>
    private async Task<AutofocusOutcome?> RefineAsync(
        CurveMode mode, double best, FocusSample[] samples, bool mayLook, CancellationToken cancellation)
    {
        if (mayLook && (_lookedAt != _moves.Count || (_confirmation.IsClose(_moves.Now) && _looks < MaxLooks)))
        {
            (_looks, _lookedAt) = (_lookedAt == _moves.Count ? _looks + 1 : 1, _moves.Count);
            var outcome = await _moves.LookAgainAsync(cancellation).ConfigureAwait(false);
            return outcome ?? (_confirmation.Judge(_moves.Now, Slope) ? AutofocusOutcome.InFocus : null);
        }
        _reversals = 0;
        if (_besides++ == MaxBesides)
        {
            if (++_rounds == MaxRounds)
                return _confirmation.Fit.Verdict is FocusCurveVerdict.PoorFit or FocusCurveVerdict.NoMinimum
                    ? AutofocusOutcome.SceneMoves
                    : AutofocusOutcome.Uncertain;
            _observations.KeepLast();
            (_besides, _probes) = (0, 0);
            return null;
        }
        var (isNear, isFar) = (HasReading(samples, mode, -1), HasReading(samples, mode, 1));
        var side = isNear == isFar ? (best >= _tracker.Position ? 1 : -1) : isNear ? 1 : -1;
        var beside = _steps.Beside(best, mode.Slope, side, _moves.Clamp);
        return await JudgeAsync(
            _moves.GoAsync(beside, ProbeSteps.BesideMiss / mode.Slope, mode, false, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>After a move: in focus if two readings say so.</summary>
    private async Task<AutofocusOutcome?> JudgeAsync(Task<AutofocusOutcome?> move, CancellationToken cancellation)
    {
        if (await move.ConfigureAwait(false) is { } ended)
            return ended;
        if (_mode is null || !_confirmation.Judge(_moves.Now, Slope))
            return null;
        var outcome = await _moves.LookAgainAsync(cancellation).ConfigureAwait(false);
        return outcome ?? (_confirmation.Judge(_moves.Now, Slope) ? AutofocusOutcome.InFocus : null);
    }

    /// <summary>Whether the lens stands at an end of its range, and the minimum lies beyond it.</summary>
    private bool IsBeyondEnd(CurveMode mode, double best)
    {
        var missing = Math.Abs(best - mode.BestPosition) * mode.Slope;
        var most = _moves.HasSupposedEnd ? MissShare * Tolerance : Tolerance + (2 * mode.SigmaPixels);
        return missing > most && Math.Abs(_tracker.Position - best) * mode.Slope < Tolerance;
    }

    private bool HasReading(FocusSample[] samples, CurveMode mode, int side) => SampleSpan.HasReading(
        samples, _options.Curve, mode.BestPosition, mode.Slope, side, FocusConfirmation.FarPixels, Tolerance);

    private AutofocusResult Succeed()
    {
        var known = _tracker.Calibration; // with the lengths of the sizes that the run has measured
        // k differs between points, however well it was measured; too few readings for a curve give it roughly.
        if (_confirmation.Fit is { Slope: > 0 } fit)
            _tracker.Calibration = known with { PixelsPerUnit = fit.Slope, PixelsSigma = Math.Clamp(fit.SlopeSigma / fit.Slope, 0.15, 1) };
        else if (known.PixelsPerUnit is null && _mode is { } mode)
            _tracker.Calibration = known with { PixelsPerUnit = mode.Slope, PixelsSigma = RoughSigma };
        return Result(AutofocusOutcome.InFocus, isRestored: false);
    }

    private async Task<AutofocusResult> ReturnAsync(AutofocusOutcome outcome)
    {
        if (_moves.Count == 0 && _tracker.Slip == 0 && _tracker.Here.Steps.SequenceEqual(_start.Steps))
            return Result(outcome, isRestored: true);
        using var limit = new CancellationTokenSource(_options.ReturnLimit, _time);
        var isRestored = false;
        try
        {
            isRestored = await new LensReturn(_tracker, _reader, _options, _mode).RunAsync(
                _start, _first, _moves.Now, limit.Token).ConfigureAwait(false);
        }
        catch (P2iktException)
        {
            // It was lost, or refuses: the result says that the lens is not back.
        }
        _tracker.Calibration = _known; // what a failed run has measured is not to be trusted
        return Result(outcome, isRestored);
    }

    private AutofocusResult Result(AutofocusOutcome outcome, bool isRestored) => new(
        outcome, AutofocusText.Of(outcome, isRestored), _confirmation.Fit, _first.Radius, _moves.Now.Radius, isRestored, _moves.Count,
        _time.GetElapsedTime(_began));
}
