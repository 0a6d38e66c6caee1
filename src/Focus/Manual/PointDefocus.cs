namespace P2IKT.Live.Focus.Manual;

/// <summary>On which side of the focus a point lies, and how far, from the picture alone.</summary>
/// <param name="Point">Number of the focus point.</param>
/// <param name="Status">Whether <paramref name="Offset"/> and <paramref name="Sigma"/> mean anything; they are NaN otherwise.</param>
/// <param name="Offset">
/// Signed defocus as a blur radius in pixels of the frame: 0 in focus, positive when the point lies beyond the focus, so that the focus
/// must go farther.
/// </param>
/// <param name="Sigma">Standard deviation of <paramref name="Offset"/>, in pixels.</param>
/// <param name="Advice">How to turn the ring to bring the point into focus.</param>
public readonly record struct PointDefocus(int Point, ManualFocusStatus Status, double Offset, double Sigma, RingAdvice Advice);
