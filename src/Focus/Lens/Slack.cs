namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// How far the lens stands above its dead reckoning because of backlash, as an interval in steps of the finest size. After a long move
/// farther it is 0; after a long move nearer it is the whole backlash; in between, and at the start, it is known in part.
/// </summary>
internal readonly record struct Slack(double Low, double High)
{
    public double Middle => (Low + High) / 2;

    /// <summary>Standard deviation of a value anywhere in the interval.</summary>
    public double Sigma => (High - Low) / Math.Sqrt(12);

    public static Slack Unknown(LensCalibration calibration) => new(0, calibration.MaxBacklash);

    public Slack After(double units, LensCalibration calibration) => units >= 0
        ? new(Math.Max(0, Low - units), Math.Max(0, High - units))
        : new(Math.Min(Low - units, calibration.MinBacklash), Math.Min(High - units, calibration.MaxBacklash));
}
