using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// What has been measured of a lens on a camera: the ratios of its step sizes, its backlash, and how fast it defocuses. Plain values, so
/// that a host can keep them as JSON, one record for each lens.
/// </summary>
public sealed record LensCalibration
{
    /// <summary>Relative error of a nominal step size that nobody has measured.</summary>
    private const double NominalSigma = 0.35;

    private const double MeasuredSigma = 0.05;

    /// <summary>Nothing is known: nominal sizes, a backlash of 0 to 8 of the finest steps.</summary>
    public static LensCalibration Unknown { get; } = new();

    /// <summary>Length of one step of each size, in steps of the finest; empty: the nominal lengths of the camera.</summary>
    public IReadOnlyList<double> UnitsPerStep { get; init; } = [];

    /// <summary>Standard deviation of each of them as a share; empty: 0.05 for each.</summary>
    public IReadOnlyList<double> UnitsSigma { get; init; } = [];

    /// <summary>Backlash, in steps of the finest size: at least. Default: 0.</summary>
    public double MinBacklash { get; init; }

    /// <summary>Backlash, in steps of the finest size: at most. Default: 8.</summary>
    public double MaxBacklash { get; init; } = 8;

    /// <summary>k of the focus curve: blur in pixels of the frame for each step of the finest size; null: not known.</summary>
    public double? PixelsPerUnit { get; init; }

    /// <summary>Standard deviation of <see cref="PixelsPerUnit"/> as a share; it differs between points. Default: 0.15.</summary>
    public double PixelsSigma { get; init; } = 0.15;

    /// <summary>
    /// Whether the values are possible and belong to a drive of this kind. A record of another lens or a damaged file is not used.
    /// </summary>
    public bool Fits(LensDriveTraits traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        return UnitsPerStep is not null && (UnitsPerStep.Count == 0 || UnitsPerStep.Count == traits.Sizes.Count)
            && UnitsPerStep.All(static units => units is > 0 and < 1e6)
            && UnitsSigma is not null && (UnitsSigma.Count == 0 || UnitsSigma.Count == traits.Sizes.Count)
            && UnitsSigma.All(static sigma => sigma is >= 0 and < 10)
            && MinBacklash is >= 0 and < 1e4 && MaxBacklash is >= 0 and < 1e4 && MinBacklash <= MaxBacklash
            && PixelsPerUnit is null or (> 0 and < 1e3) && PixelsSigma is > 0 and < 10;
    }

    /// <summary>Length of one step, in steps of the finest size.</summary>
    internal double UnitsOf(LensDriveTraits traits, int size) =>
        UnitsPerStep.Count > 0 ? UnitsPerStep[size] : traits.Sizes[size].NominalUnits;

    /// <summary>Relative standard deviation of that length against the other sizes.</summary>
    internal double SigmaOf(LensDriveTraits traits, int size) =>
        traits.Sizes[size].IsExact ? 0
        : UnitsSigma.Count > 0 ? UnitsSigma[size]
        : UnitsPerStep.Count > 0 ? MeasuredSigma
        : NominalSigmaOf(traits, size);

    /// <summary>A size that is said to be many times the next finer one is known less well.</summary>
    private static double NominalSigmaOf(LensDriveTraits traits, int size)
    {
        const double plausible = 10; // times the next finer size
        var ratio = size == 0 ? 1 : traits.Sizes[size].NominalUnits / traits.Sizes[size - 1].NominalUnits;
        return NominalSigma + (ratio > plausible ? Math.Log(ratio / plausible) / 2.5 : 0);
    }

    /// <summary>The same with another length of one size.</summary>
    internal LensCalibration With(LensDriveTraits traits, int size, double units, double sigma)
    {
        var (lengths, sigmas) = (new double[traits.Sizes.Count], new double[traits.Sizes.Count]);
        for (var i = 0; i < lengths.Length; i++)
            (lengths[i], sigmas[i]) = i == size ? (units, sigma) : (UnitsOf(traits, i), SigmaOf(traits, i));
        return this with { UnitsPerStep = lengths, UnitsSigma = sigmas };
    }
}
