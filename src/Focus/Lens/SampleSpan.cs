using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Where the samples of a run lie.</summary>
internal static class SampleSpan
{
    /// <summary>Blur by defocus from which a reading counts as on one side of a minimum, in pixels.</summary>
    public const double SidePixels = 0.9;

    /// <summary>Distance between the outermost readings, in steps of the finest size.</summary>
    public static double Of(ReadOnlySpan<FocusSample> samples, FocusCurveOptions options)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var sample in samples)
        {
            if (options.IsReadable(sample))
                (low, high) = (Math.Min(low, sample.Position), Math.Max(high, sample.Position));
        }
        return high - low;
    }

    /// <summary>Whether there is a reading on one side of a minimum that is close enough to support it.</summary>
    /// <param name="samples">Of the run.</param>
    /// <param name="options">Which of them count.</param>
    /// <param name="best">Position of the minimum.</param>
    /// <param name="slope">k, in pixels for each step.</param>
    /// <param name="side">-1 nearer, +1 farther.</param>
    /// <param name="most">Blur by defocus up to which it counts, in pixels.</param>
    /// <param name="maxSigma">Uncertainty of its position up to which it counts, as blur in pixels.</param>
    public static bool HasReading(
        ReadOnlySpan<FocusSample> samples, FocusCurveOptions options, double best, double slope, int side, double most, double maxSigma)
    {
        foreach (ref readonly var sample in samples)
        {
            var defocus = (sample.Position - best) * side * slope;
            if (options.IsUsable(sample) && defocus >= SidePixels && defocus <= most && sample.PositionSigma * slope < maxSigma)
                return true;
        }
        return false;
    }
}
