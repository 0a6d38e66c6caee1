namespace P2IKT.Live.Focus.Lens;

/// <summary>One reading of a focus point on one frame.</summary>
/// <param name="Sequence">Number of the frame in its stream.</param>
/// <param name="CapturedAt">When it was captured, on the stream's monotonic clock.</param>
/// <param name="Radius">Blur radius in pixels of the frame; NaN without confidence.</param>
/// <param name="Confidence">How far it can be trusted, 0 to 1.</param>
public readonly record struct RadiusSample(long Sequence, TimeSpan CapturedAt, float Radius, float Confidence);
