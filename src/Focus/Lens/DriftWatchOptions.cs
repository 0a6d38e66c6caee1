using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Lens;

/// <summary>When a drift watch warns.</summary>
public sealed record DriftWatchOptions
{
    /// <summary>Growth of the radius that counts as drift, in pixels of the frame. Default: 0.75.</summary>
    public double WarnAbove { get; init; } = 0.75;

    /// <summary>Growth below which the warning ends, in pixels. Default: 0.4.</summary>
    public double ClearBelow { get; init; } = 0.4;

    /// <summary>How long either must last. Default: 0.5 s.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a point may be without a reading until it counts as lost. Default: 2 s.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Readings below this confidence do not count. Default: <see cref="FocusReading.MinConfidence"/>.</summary>
    public double MinConfidence { get; init; } = FocusReading.MinConfidence;
}
