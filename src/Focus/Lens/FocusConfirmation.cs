using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Decides whether a lens is in focus where it stands.</summary>
/// <remarks>
/// Defocus cannot be more than all blur: a reading within the tolerance is in focus, whatever the curve says. Where the rest blur of the
/// lens or of the network is larger than that, the readings together must make it likely that the minimum is here.
/// </remarks>
internal sealed class FocusConfirmation(LensTracker tracker, LensObservations observations, CurveSearch search, AutofocusOptions options)
{
    /// <summary>Blur by defocus up to which a reading supports a minimum, in pixels.</summary>
    public const double FarPixels = 5;

    private const double LikelyFrom = 0.9;
    private const double VeryLikelyFrom = 0.97; // where the reading is clearly above the tolerance
    private const double CloseBy = 0.15; // tolerances above the tolerated radius from which both sides must have been seen
    private const double WorseBy = 0.25; // tolerances by which the start may be better: noise
    private const double LeastChange = 0.5; // pixels of blur between the readings of a run
    private readonly FocusCurve _curve = new(options.Curve, Math.Clamp(2 * options.MaxMoves, 4, 1024));

    /// <summary>The last curve.</summary>
    public FocusCurveFit Fit { get; private set; } = FocusCurveFit.None(FocusCurveVerdict.TooFewSamples, 0);

    /// <summary>Whether a reading is so close to the tolerated radius that noise may decide.</summary>
    public bool IsClose(in StableReading now) => now.Radius <= (1 + CloseBy) * options.ToleratedRadius;

    /// <summary>Whether the lens stands in focus.</summary>
    /// <param name="now">The reading where the lens stands, which is among the observations.</param>
    /// <param name="slope">What is known of k.</param>
    public bool Judge(in StableReading now, FocusSlope slope)
    {
        observations.CalibrateSizes(search, slope);
        var samples = observations.Samples();
        _curve.Clear();
        foreach (var sample in samples)
            _curve.Add(sample);
        Fit = _curve.Fit(observations.KnownSlope());
        if (!now.IsStable || !float.IsFinite(now.Radius) || now.Confidence < options.Curve.MinConfidence
            || now.Radius > observations.FirstRadius + (WorseBy * options.ToleratedRadius))
            return false;
        if (now.Radius <= options.ToleratedRadius)
            return observations.MostRadius >= now.Radius + LeastChange; // a picture that does not react says nothing
        var (best, _) = search.Find(samples, slope);
        var isExplained = best.Cost <= 6 + (2 * samples.Length);
        return isExplained && (IsClose(now) || (HasReading(samples, best, -1) && HasReading(samples, best, 1)))
            && search.ShareWithin(samples, slope, tracker.Position, options.ToleratedRadius / best.Slope)
                > (IsClose(now) ? LikelyFrom : VeryLikelyFrom);
    }

    private bool HasReading(FocusSample[] samples, CurveMode best, int side) => SampleSpan.HasReading(
        samples, options.Curve, best.BestPosition, best.Slope, side, FarPixels, options.ToleratedRadius / 2);
}
