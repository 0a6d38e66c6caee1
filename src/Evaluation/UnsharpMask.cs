using System.Globalization;
using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>source + strength (source - Gaussian(source)); the first setting has strength 0 and changes nothing.</summary>
public sealed class UnsharpMask : ClassicalFilter
{
    private static readonly double[] Sigmas = [0.7, 1, 1.5, 2, 3, 4, 6, 9];
    private static readonly double[] Strengths = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2];

    /// <inheritdoc/>
    public override string Name => "unsharp mask";

    /// <inheritdoc/>
    public override int Settings => 1 + Sigmas.Length * Strengths.Length;

    /// <inheritdoc/>
    public override string Describe(int setting) => setting == 0 ? "strength 0" : string.Create(CultureInfo.InvariantCulture,
        $"sigma {Sigmas[(setting - 1) / Strengths.Length]} px, strength {Strengths[(setting - 1) % Strengths.Length]}");

    /// <inheritdoc/>
    public override IReadOnlyList<double> Try(Mat source, Mat truth)
    {
        var psnrs = new List<double>(Settings) { PictureQuality.Psnr(source, truth) };
        using var soft = new Mat();
        using var sharp = new Mat();
        foreach (var sigma in Sigmas)
        {
            Cv2.GaussianBlur(source, soft, default, sigma);
            foreach (var strength in Strengths)
            {
                Cv2.AddWeighted(source, 1 + strength, soft, -strength, 0, sharp);
                psnrs.Add(PictureQuality.Psnr(sharp, truth));
            }
        }
        return psnrs;
    }
}
