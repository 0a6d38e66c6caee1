namespace P2IKT.Live.Focus.Curves;

/// <summary>One reading of a focus point at a known position of the lens.</summary>
/// <param name="Position">Position of the lens, in steps of its finest size.</param>
/// <param name="Radius">Blur radius, in pixels of the frame; NaN counts as not readable.</param>
/// <param name="Confidence">How far the radius can be trusted, 0 to 1.</param>
/// <param name="PositionSigma">Standard deviation of the position, in the same steps: backlash, sizes that are not calibrated.</param>
public readonly record struct FocusSample(double Position, float Radius, float Confidence, double PositionSigma = 0);
