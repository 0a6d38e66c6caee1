using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Decides whether a lens that stands at the minimum of its focus curve is in focus.</summary>
internal sealed class FocusConfirmation(LensTracker tracker, LensObservations observations, CurveSearch search, AutofocusOptions options)
{
    /// <summary>How far from the minimum a lens may stop, as a share of the tolerance.</summary>
    public const double AcceptedShare = 0.6;

    /// <summary>Pixels above its prediction up to which a reading confirms it.</summary>
    public const double PredictedWithin = 0.3;

    /// <summary>Blur by defocus up to which a reading supports a minimum, in pixels.</summary>
    public const double FarPixels = 5;

    private const double WellExplained = 4; // cost of a mode up to which its prediction is believed
    private readonly FocusCurve _curve = new(options.Curve, Math.Clamp(2 * options.MaxMoves, 4, 1024));

    /// <summary>The last curve.</summary>
    public FocusCurveFit Fit { get; private set; } = FocusCurveFit.None(FocusCurveVerdict.TooFewSamples, 0);

    /// <summary>Whether the lens stands at the minimum of a curve that is good enough, and reads what the curve says.</summary>
    /// <param name="mode">What the readings before the last move predicted.</param>
    /// <param name="now">The reading where the lens stands.</param>
    /// <param name="slope">What is known of k.</param>
    public bool Judge(CurveMode mode, StableReading now, FocusSlope slope)
    {
        observations.CalibrateSizes(search, slope);
        var samples = observations.Samples();
        _curve.Clear();
        foreach (var sample in samples)
            _curve.Add(sample);
        Fit = _curve.Fit(observations.KnownSlope());
        if (!now.IsStable || !float.IsFinite(now.Radius) || now.Confidence < options.Curve.MinConfidence || !IsCertain(mode, now, samples))
            return false;
        var sigma = options.Curve.Noise.Sigma(now.Radius, now.Confidence);
        var defocus = Math.Abs(tracker.Position - Fit.BestPosition) * Fit.Slope;
        // Not worse than anything that was read on the way, the start included.
        return defocus <= AcceptedShare * options.ToleratedRadius && now.Radius <= Fit.RadiusAt(tracker.Position) + Math.Max(3 * sigma, 0.3)
            && now.Radius <= observations.LeastRadius + (0.25 * options.ToleratedRadius);
    }

    /// <summary>
    /// Defocus cannot be more than all blur: a reading within the tolerance makes up for a sigma that is not small enough yet, and so, in
    /// part, does one that is as small as was predicted. Otherwise readings on both sides must show that this is the minimum.
    /// </summary>
    private bool IsCertain(CurveMode mode, StableReading now, FocusSample[] samples)
    {
        if (now.Radius <= options.ToleratedRadius)
            return IsValidBut(double.PositiveInfinity);
        if (mode.Cost < WellExplained && now.Radius <= mode.BestRadius + PredictedWithin)
            return IsValidBut(AcceptedShare * options.ToleratedRadius);
        return Fit.IsValid && HasReading(samples, -1) && HasReading(samples, 1);
    }

    /// <summary>Whether the curve is valid but for a sigma up to a limit, in pixels.</summary>
    private bool IsValidBut(double sigmaPixels) => Fit.IsValid
        || (Fit.Verdict == FocusCurveVerdict.Uncertain && Fit.RSquared >= options.Curve.MinRSquared && Fit.Sigma * Fit.Slope <= sigmaPixels);

    private bool HasReading(FocusSample[] samples, int side) =>
        SampleSpan.HasReading(samples, options.Curve, Fit.BestPosition, Fit.Slope, side, FarPixels, options.ToleratedRadius / 2);
}
