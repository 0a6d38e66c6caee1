namespace P2IKT.Live.Frames;

/// <summary>Percentiles of durations, in milliseconds.</summary>
/// <param name="Count">How many were recorded.</param>
/// <param name="P50">Half took at most this long.</param>
/// <param name="P95">95 % took at most this long.</param>
/// <param name="P99">99 % took at most this long.</param>
public readonly record struct DurationSummary(long Count, double P50, double P95, double P99);
