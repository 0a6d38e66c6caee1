namespace P2IKT.Live.Focus.Curves;

/// <summary>One explanation of a few readings: where the best focus may be.</summary>
/// <param name="BestPosition">x0, in steps of the finest size.</param>
/// <param name="Slope">k, in pixels for each step.</param>
/// <param name="BestRadius">r0, in pixels.</param>
/// <param name="Cost">Squared, standardised residuals with those of the priors: a difference of 4 is 2 sigma.</param>
/// <param name="Sigma">Standard deviation of x0 around this explanation, in steps.</param>
internal readonly record struct CurveMode(double BestPosition, double Slope, double BestRadius, double Cost, double Sigma)
{
    /// <summary>Standard deviation of x0 as blur, in pixels.</summary>
    public double SigmaPixels => Sigma * Slope;

    /// <summary>The radius that it predicts at a position, in pixels.</summary>
    public double RadiusAt(double position)
    {
        var defocus = Slope * (position - BestPosition);
        return Math.Sqrt((BestRadius * BestRadius) + (defocus * defocus));
    }
}
