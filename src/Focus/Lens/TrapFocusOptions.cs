using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Lens;

/// <summary>When a focus trap fires.</summary>
public sealed record TrapFocusOptions
{
    /// <summary>It fires at or below this radius, in pixels of the frame. Default: 1.2.</summary>
    public double FireBelow { get; init; } = 1.2;

    /// <summary>The point must have been above this radius before, in pixels, or nothing has come into focus. Default: 2.</summary>
    public double ArmAbove { get; init; } = 2;

    /// <summary>Frames in sequence that must be in focus. Default: 2.</summary>
    public int Frames { get; init; } = 2;

    /// <summary>Readings below this confidence do not count. Default: <see cref="FocusReading.MinConfidence"/>.</summary>
    public double MinConfidence { get; init; } = FocusReading.MinConfidence;
}
