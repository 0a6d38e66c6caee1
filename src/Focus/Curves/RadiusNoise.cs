namespace P2IKT.Live.Focus.Curves;

/// <summary>How much a measured blur radius scatters: a part of the radius and a floor, more where the confidence is low.</summary>
public sealed record RadiusNoise
{
    /// <summary>Below this confidence the standard deviation grows no further.</summary>
    private const double MinConfidence = 0.05;

    /// <summary>The noise of the shipped models on live view.</summary>
    public static RadiusNoise Default { get; } = new();

    /// <summary>Standard deviation of a radius near 0, in pixels. Default: 0.15.</summary>
    public double Floor { get; init; } = 0.15;

    /// <summary>Standard deviation as a share of the radius, which counts beside the floor. Default: 0.03.</summary>
    public double Relative { get; init; } = 0.03;

    /// <summary>Standard deviation of a radius, in pixels.</summary>
    /// <param name="radius">Blur radius, in pixels.</param>
    /// <param name="confidence">Confidence of its reading, 0 to 1.</param>
    public double Sigma(double radius, double confidence) =>
        Math.Sqrt(((Floor * Floor) + (Relative * Relative * radius * radius)) / Math.Clamp(confidence, MinConfidence, 1));
}
