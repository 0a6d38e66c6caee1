using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Curves;

/// <summary>What a focus curve must meet before its minimum is used.</summary>
public sealed record FocusCurveOptions
{
    /// <summary>Defaults for live view.</summary>
    public static FocusCurveOptions Default { get; } = new();

    /// <summary>Samples that are readable and fit, at least. Default: 4, one more than the unknowns.</summary>
    public int MinSamples { get; init; } = 4;

    /// <summary>
    /// Share of the variance that the curve explains, at least; 0.2 less where the readings scatter no more than their noise. Default: 0.9.
    /// </summary>
    public double MinRSquared { get; init; } = 0.9;

    /// <summary>Standard deviation of the minimum, as blur that it causes, in pixels, at most. Default: 0.4.</summary>
    public double MaxSigmaPixels { get; init; } = 0.4;

    /// <summary>How far the largest radius must lie above the smallest of the curve, in pixels. Default: 0.5.</summary>
    public double MinRise { get; init; } = 0.5;

    /// <summary>
    /// The minimum may lie outside the samples by this share of their span, provided that it is sharp enough all the same. Default: 0.25.
    /// </summary>
    public double MaxExtrapolation { get; init; } = 0.25;

    /// <summary>Largest radius that the model can measure, in pixels; readings close to it say only "at least". Default: 12.</summary>
    public double MaxRadius { get; init; } = 12;

    /// <summary>Samples below this confidence are ignored. Default: <see cref="FocusReading.MinConfidence"/>.</summary>
    public double MinConfidence { get; init; } = FocusReading.MinConfidence;

    /// <summary>How much radii scatter.</summary>
    public RadiusNoise Noise { get; init; } = RadiusNoise.Default;

    /// <summary>Readings from here on are taken as saturated, in pixels.</summary>
    internal double SaturatedFrom => 0.9 * MaxRadius;

    /// <summary>Whether a sample has a radius at all.</summary>
    internal bool IsReadable(in FocusSample sample) =>
        float.IsFinite(sample.Radius) && sample.Radius >= 0 && sample.Confidence >= MinConfidence && double.IsFinite(sample.Position);

    /// <summary>Whether a sample has a radius that is neither unreadable nor saturated.</summary>
    internal bool IsUsable(in FocusSample sample) => IsReadable(sample) && sample.Radius < SaturatedFrom;
}
