using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>How a sweep is merged.</summary>
public sealed record FocusSweepOptions
{
    /// <summary>Cells below this confidence follow their neighbours. Default: <see cref="FocusReading.MinConfidence"/>.</summary>
    public float MinConfidence { get; init; } = FocusReading.MinConfidence;

    /// <summary>By which share a radius must be smaller to replace what is there in full; less is blended. Default: 0.15.</summary>
    public float ReplaceAt { get; init; } = 0.15f;

    /// <summary>Share of the picture that must change its brightness for the scene to count as moving, 0 to 1. Default: 0.08.</summary>
    public double MovedShare { get; init; } = 0.08;

    /// <summary>Radii from here on do not place a focus, in pixels. Default: 11.</summary>
    public float MaxRadius { get; init; } = 11;

    /// <summary>How much radii scatter.</summary>
    public RadiusNoise Noise { get; init; } = RadiusNoise.Default;
}
