namespace P2IKT.Live.Focus.Curves;

/// <summary>A fitted focus curve, r² = r0² + k²(x − x0)².</summary>
/// <param name="Verdict">Whether it can be used. The other values are NaN when there are too few samples or no minimum.</param>
/// <param name="BestPosition">x0: the position of best focus, in steps of the finest size.</param>
/// <param name="Sigma">Standard deviation of x0, in the same steps; twice of it covers 95 %.</param>
/// <param name="Slope">k: blur radius in pixels for each step, far from the best focus.</param>
/// <param name="SlopeSigma">Standard deviation of k, in pixels for each step.</param>
/// <param name="BestRadius">r0: the blur radius that is left at x0, in pixels.</param>
/// <param name="RSquared">Share of the weighted variance of r² that the curve explains.</param>
/// <param name="Samples">Readable samples.</param>
/// <param name="Outliers">Those of them that the fit ignores, such as readings of a passer-by.</param>
public readonly record struct FocusCurveFit(
    FocusCurveVerdict Verdict, double BestPosition, double Sigma, double Slope, double SlopeSigma, double BestRadius, double RSquared,
    int Samples, int Outliers)
{
    /// <summary>Whether its minimum can be used.</summary>
    public bool IsValid => Verdict == FocusCurveVerdict.Valid;

    /// <summary>The radius that the curve gives at a position, in pixels.</summary>
    public double RadiusAt(double position)
    {
        var defocus = Slope * (position - BestPosition);
        return Math.Sqrt((BestRadius * BestRadius) + (defocus * defocus));
    }

    internal static FocusCurveFit None(FocusCurveVerdict verdict, int samples) =>
        new(verdict, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, samples, 0);
}
