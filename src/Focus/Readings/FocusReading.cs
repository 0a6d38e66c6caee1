namespace P2IKT.Live.Focus.Readings;

/// <summary>What a focus point reads on one frame.</summary>
/// <param name="Point"><see cref="FocusPoint.Id"/>.</param>
/// <param name="Radius">Blur radius in pixels of the frame: the median over the window, weighted with confidence. NaN without
/// confidence.</param>
/// <param name="Confidence">How far it can be trusted, 0 to 1: the mean over the window.</param>
/// <param name="Trend">Change of the radius over the last half second, in pixels a second; negative while it gets sharper. 0 if
/// it is not known, or within the noise.</param>
/// <param name="Best">The smallest radius read since the point was placed or reset, in pixels; NaN before any.</param>
/// <param name="Cue">What a focus puller should know.</param>
public readonly record struct FocusReading(int Point, float Radius, float Confidence, float Trend, float Best, FocusCue Cue)
{
    /// <summary>A reading below this confidence is no reading: its radius is NaN.</summary>
    public const float MinConfidence = 0.25f;

    /// <summary>
    /// Radii below this, in pixels of the frame, look the same: the pixels of the live view are then the limit, not the lens.
    /// </summary>
    public const float ResolvableRadius = 0.75f;

    /// <summary>Whether the focus is finer than the live view can show.</summary>
    public bool IsLimitedByLiveView => Radius < ResolvableRadius;
}
