using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>The readings of one run, as samples of a focus curve with the uncertainty of their positions against the present one.</summary>
internal sealed class LensObservations(LensTracker tracker, FocusCurveOptions options)
{
    private readonly List<LensObservation> _all = [];
    private readonly LensCalibration _known = tracker.Calibration; // before the run: each estimate starts from it

    public int Count => _all.Count;

    /// <summary>The first radius that was read with confidence, in pixels; infinite before.</summary>
    public double FirstRadius { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest radius that was read with confidence, in pixels.</summary>
    public double MostRadius { get; private set; }

    public LensObservation Last => _all[^1];

    public void Add(in StableReading reading)
    {
        _all.Add(new(tracker.Here, reading.Radius, reading.Confidence));
        if (!IsReadable(Last))
            return;
        FirstRadius = double.IsFinite(FirstRadius) ? FirstRadius : reading.Radius;
        MostRadius = Math.Max(MostRadius, reading.Radius);
    }

    /// <summary>Forgets all but the last, when the scene has changed.</summary>
    public void KeepLast() => _all.RemoveRange(0, Math.Max(0, _all.Count - 1));

    public FocusSample[] Samples() => Samples(tracker.Calibration, -1);

    /// <summary>The same, as if the last move had been stopped anywhere on its way: the positions before it are then uncertain.</summary>
    /// <param name="travel">Length of the move, in steps of the finest size.</param>
    public FocusSample[] SamplesIfStopped(double travel)
    {
        var samples = Samples();
        foreach (ref var sample in samples.AsSpan()[..^1])
            sample = sample with { PositionSigma = sample.PositionSigma + Math.Abs(travel) };
        return samples;
    }

    /// <summary>Notes that the last move was stopped on its way.</summary>
    public void MarkStopped(double travel)
    {
        tracker.AddSlip(travel);
        _all[^1] = _all[^1] with { At = tracker.Here };
    }

    /// <summary>
    /// Measures the lengths of the step sizes against the one that made up most of the travel: those under which the readings lie best on a
    /// curve. What was known of them before counts as one more reading.
    /// </summary>
    public void CalibrateSizes(CurveSearch search, FocusSlope slope)
    {
        const int candidates = 8; // on each side of what is known, 0.3 sigma apart
        const double leastSigma = 0.02;
        var reference = ReferenceSize();
        var calibration = _known;
        for (var size = 0; size < tracker.Traits.Sizes.Count; size++)
        {
            var sigma = _known.SigmaOf(tracker.Traits, size);
            sigma = Math.Max(sigma, _known.SigmaOf(tracker.Traits, reference)); // a ratio is as uncertain as the worse of the two
            if (size == reference || Travel(size) == 0 || sigma <= leastSigma)
                continue;
            var (least, costs) = (double.PositiveInfinity, new double[(2 * candidates) + 1]);
            for (var i = 0; i < costs.Length; i++)
            {
                var factor = 0.3 * (i - candidates);
                var length = _known.UnitsOf(tracker.Traits, size) * Math.Exp(factor * sigma);
                costs[i] = search.LeastCost(Samples(calibration.With(tracker.Traits, size, length, 0), size), slope) + (factor * factor);
                least = Math.Min(least, costs[i]);
            }
            var (weights, mean, square) = (0.0, 0.0, 0.0);
            for (var i = 0; i < costs.Length; i++)
            {
                var (weight, factor) = (Math.Exp((least - costs[i]) / 2), 0.3 * (i - candidates) * sigma);
                (weights, mean, square) = (weights + weight, mean + (weight * factor), square + (weight * factor * factor));
            }
            mean /= weights;
            var spread = Math.Sqrt(Math.Max(0, (square / weights) - (mean * mean)));
            calibration = calibration.With(
                tracker.Traits, size, _known.UnitsOf(tracker.Traits, size) * Math.Exp(mean), Math.Max(leastSigma, spread));
        }
        tracker.Calibration = calibration;
    }

    private FocusSample[] Samples(LensCalibration calibration, int exact)
    {
        var reference = ReferenceSize();
        var here = tracker.Here;
        var isSeen = _all.Exists(one => IsReadable(one) && one.Radius < options.SaturatedFrom);
        return [.. _all.Select(observation =>
        {
            // What can be read elsewhere, and not here, is too far out of focus here.
            var isTooFar = isSeen && !IsReadable(observation);
            return new FocusSample(
                tracker.PositionOf(observation.At, calibration), isTooFar ? (float)options.MaxRadius : observation.Radius,
                isTooFar ? (float)options.MinConfidence : observation.Confidence,
                SigmaOf(observation.At, here, reference, exact, calibration));
        })];
    }

    /// <summary>
    /// What is known of k in the units of the reference size: where the run uses one size alone, its ratio to the finest adds to the sigma.
    /// </summary>
    public FocusSlope? KnownSlope()
    {
        if (_known.PixelsPerUnit is not { } pixels)
            return null;
        var size = _known.SigmaOf(tracker.Traits, ReferenceSize());
        var sigma = _known.PixelsSigma;
        return new(pixels, Math.Sqrt((sigma * sigma) + (size * size)));
    }

    /// <summary>Whether the readings differ at all: otherwise nothing can be said about the lens.</summary>
    public bool HaveChanged()
    {
        for (var i = 0; i < _all.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Differ(_all[i], _all[j]))
                    return true;
            }
        }
        return false;
    }

    private bool Differ(in LensObservation one, in LensObservation other)
    {
        if (!IsReadable(one) || !IsReadable(other))
            return false;
        var (sigma, otherSigma) = (options.Noise.Sigma(one.Radius, one.Confidence), options.Noise.Sigma(other.Radius, other.Confidence));
        // Each is a mean of two frames.
        return Math.Abs(one.Radius - other.Radius) > 3 * Math.Sqrt(((sigma * sigma) + (otherSigma * otherSigma)) / 2);
    }

    public bool IsReadable(in LensObservation observation) =>
        float.IsFinite(observation.Radius) && observation.Confidence >= options.MinConfidence;

    private double SigmaOf(LensPosition at, LensPosition here, int reference, int exact, LensCalibration calibration)
    {
        var sum = (at.Slack.Sigma * at.Slack.Sigma) + ((here.Slip - at.Slip) * (here.Slip - at.Slip));
        for (var size = 0; size < at.Steps.Count; size++)
        {
            if (size == reference || size == exact)
                continue;
            var moved = (at.Steps[size] - here.Steps[size]) * calibration.UnitsOf(tracker.Traits, size);
            var error = moved * calibration.SigmaOf(tracker.Traits, size);
            sum += error * error;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>The size that makes up most of the travel: a wrong length of it changes only the scale.</summary>
    private int ReferenceSize()
    {
        var (best, longest) = (0, 0.0);
        for (var size = 0; size < tracker.Traits.Sizes.Count; size++)
        {
            if (Travel(size) > longest)
                (best, longest) = (size, Travel(size));
        }
        return best;
    }

    private double Travel(int size) =>
        (_all.Max(one => one.At.Steps[size]) - _all.Min(one => one.At.Steps[size])) * _known.UnitsOf(tracker.Traits, size);
}
