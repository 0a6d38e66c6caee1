namespace P2IKT.Live.Focus.Lens;

/// <summary>What a focus point reads while the lens stands still.</summary>
/// <param name="Radius">Mean over the frames that agree, in pixels; NaN without confidence.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="IsStable">Whether frames agreed; otherwise something moves.</param>
/// <param name="Sequence">Number of the last frame.</param>
internal readonly record struct StableReading(float Radius, float Confidence, bool IsStable, long Sequence);
