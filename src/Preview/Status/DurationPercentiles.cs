using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Status;

/// <summary>Percentiles of a duration, in milliseconds: of a stage, or from capture to presentation.</summary>
public sealed record DurationPercentiles
{
    /// <summary>Half of the frames were faster.</summary>
    public double P50 { get; init; }

    /// <summary>95 % were faster.</summary>
    public double P95 { get; init; }

    /// <summary>99 % were faster.</summary>
    public double P99 { get; init; }

    /// <summary>The percentiles of a histogram.</summary>
    public static DurationPercentiles Of(DurationSummary summary) => new() { P50 = summary.P50, P95 = summary.P95, P99 = summary.P99 };
}
