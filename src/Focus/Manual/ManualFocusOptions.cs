using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Manual;

/// <summary>What the readings of a manual lens rest on.</summary>
public sealed record ManualFocusOptions
{
    /// <summary>Blur radius by defocus that counts as in focus, in pixels of the frame. Default: 1.</summary>
    public double ToleratedRadius { get; init; } = 1;

    /// <summary>Readings below this confidence do not count. Default: <see cref="FocusReading.MinConfidence"/>.</summary>
    public double MinConfidence { get; init; } = FocusReading.MinConfidence;

    /// <summary>Radii from here on say only "at least", in pixels. Default: 11.</summary>
    public double MaxRadius { get; init; } = 11;

    /// <summary>How much radii scatter.</summary>
    public RadiusNoise Noise { get; init; } = RadiusNoise.Default;
}
