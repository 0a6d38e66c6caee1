using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>
/// A baseline that needs no training: a filter of two parameters, tried over a fixed grid of settings. The trials give the gain of the best
/// setting for each picture, with the truth known (an upper bound), and the gain of one setting for all.
/// </summary>
public abstract class ClassicalFilter
{
    private protected ClassicalFilter()
    {
    }

    /// <summary>The baselines, in the order of all tables.</summary>
    public static IReadOnlyList<ClassicalFilter> All { get; } = [new UnsharpMask(), new WienerFilter()];

    /// <summary>What tables call it.</summary>
    public abstract string Name { get; }

    /// <summary>How many settings the grid has.</summary>
    public abstract int Settings { get; }

    /// <summary>The parameters of a setting, with units.</summary>
    public abstract string Describe(int setting);

    /// <summary>PSNR in dB of every setting, on two 8-bit BGR pictures of one size.</summary>
    public abstract IReadOnlyList<double> Try(Mat source, Mat truth);
}
