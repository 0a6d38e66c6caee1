namespace P2IKT.Live.Focus.Curves;

/// <summary>What is known beforehand about how fast a lens defocuses.</summary>
/// <param name="PixelsPerUnit">Blur radius in pixels that one step of the finest size adds, far from the best focus; above 0.</param>
/// <param name="RelativeSigma">Standard deviation of its logarithm: 0.1 is 10 %.</param>
public readonly record struct FocusSlope(double PixelsPerUnit, double RelativeSigma);
