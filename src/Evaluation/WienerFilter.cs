using System.Globalization;
using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>Wiener inverse of a disc, (1 + n) conj(H) / (|H|^2 + n), on every channel: n is the noise, and brightness is kept.</summary>
/// <remarks>
/// Spectra are packed as those of real pictures, half the work of complex ones. A disc is symmetric, so its transfer function H is real: in
/// its packed spectrum every imaginary part is zero, and stays zero under the formula, which may therefore run over all values alike.
/// </remarks>
public sealed class WienerFilter : ClassicalFilter
{
    private const int Margin = 32; // reflected, so that the periodic transform does not wrap one border around to the other
    private static readonly double[] Radii = [0.75, 1, 1.5, 2, 3, 5];
    private static readonly double[] Noises = [0.003, 0.01, 0.03, 0.1, 0.5];

    /// <inheritdoc/>
    public override string Name => "Wiener filter";

    /// <inheritdoc/>
    public override int Settings => Radii.Length * Noises.Length;

    /// <inheritdoc/>
    public override string Describe(int setting) => string.Create(CultureInfo.InvariantCulture,
        $"disc radius {Radii[setting / Noises.Length]} px, noise {Noises[setting % Noises.Length]}");

    /// <inheritdoc/>
    public override IReadOnlyList<double> Try(Mat source, Mat truth)
    {
        var psnrs = new List<double>(Settings);
        var spectra = Spectra(source);
        using var made = new ResourcesTracker(); // every step is a native picture, used anew for each setting
        var (power, inverse, bytes) = (made.NewMat(), made.NewMat(), made.NewMat());
        var (products, channels) = (spectra.Select(_ => made.NewMat()).ToArray(), spectra.Select(_ => made.NewMat()).ToArray());
        var frame = new Rect(Margin, Margin, source.Width, source.Height);
        foreach (var radius in Radii)
        {
            using var transfer = DiscTransfer(spectra[0].Size(), radius);
            Cv2.Multiply(transfer, transfer, power);
            foreach (var noise in Noises)
            {
                Cv2.Add(power, Scalar.All(noise), inverse);
                Cv2.Divide(transfer, inverse, inverse, 1 + noise);
                Parallel.For(0, spectra.Length, c => // OpenCV transforms on one thread
                {
                    Cv2.MulSpectrums(spectra[c], inverse, products[c], DftFlags.None);
                    Cv2.Dft(products[c], products[c], DftFlags.Inverse | DftFlags.Scale | DftFlags.RealOutput);
                    using var inner = products[c][frame];
                    inner.ConvertTo(channels[c], MatType.CV_8U);
                });
                Cv2.Merge(channels, bytes);
                psnrs.Add(PictureQuality.Psnr(bytes, truth));
            }
        }
        foreach (var spectrum in spectra)
            spectrum.Dispose();
        return psnrs;
    }

    private static Mat[] Spectra(Mat source)
    {
        var (width, height) = (Cv2.GetOptimalDFTSize(source.Width + 2 * Margin), Cv2.GetOptimalDFTSize(source.Height + 2 * Margin));
        using var framed = new Mat();
        Cv2.CopyMakeBorder(source, framed, Margin, height - source.Height - Margin, Margin, width - source.Width - Margin,
            BorderTypes.Reflect101);
        using var values = new Mat();
        framed.ConvertTo(values, MatType.CV_32FC3);
        var channels = values.Split();
        foreach (var channel in channels)
            Cv2.Dft(channel, channel);
        return channels;
    }

    private static Mat DiscTransfer(Size size, double radius)
    {
        using var disc = new Mat(size, MatType.CV_32F, Scalar.All(0));
        var reach = (int)Math.Ceiling(radius + 1);
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
                disc.Set((y + size.Height) % size.Height, (x + size.Width) % size.Width,
                    (float)Math.Clamp(radius + 0.5 - Math.Sqrt(x * x + y * y), 0, 1));
        }
        using var scaled = (disc / Cv2.Sum(disc).Val0).ToMat();
        var transfer = new Mat();
        Cv2.Dft(scaled, transfer);
        return transfer;
    }
}
