using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>
/// The peers that need no training. Each is given an advantage that no blind method has: its parameters are chosen for every single
/// picture with the truth known, so what it gains is an upper bound.
/// </summary>
public static class ClassicalFilters
{
    private static readonly double[] UnsharpSigmas = [0.7, 1, 1.5, 2, 3, 4];
    private static readonly double[] UnsharpStrengths = [0, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2];
    private static readonly double[] WienerRadii = [0.75, 1, 1.5, 2, 3, 5];
    private static readonly double[] WienerNoise = [0.003, 0.01, 0.03, 0.1, 0.5];

    /// <summary>Best PSNR over unsharp masks: source + strength (source - Gaussian(source)).</summary>
    public static double BestUnsharpPsnr(Mat source, Mat truth)
    {
        var best = double.NegativeInfinity;
        using var soft = new Mat();
        using var sharp = new Mat();
        foreach (var sigma in UnsharpSigmas)
        {
            Cv2.GaussianBlur(source, soft, default, sigma);
            foreach (var strength in UnsharpStrengths)
            {
                Cv2.AddWeighted(source, 1 + strength, soft, -strength, 0, sharp);
                best = Math.Max(best, PictureQuality.Psnr(sharp, truth));
            }
        }
        return best;
    }

    /// <summary>Best PSNR over Wiener inverses of discs, (1 + n) conj(H) / (|H|^2 + n): brightness is kept; on every channel.</summary>
    public static double BestWienerPsnr(Mat source, Mat truth)
    {
        var best = double.NegativeInfinity;
        const int margin = 32; // reflected, so that the periodic transform does not wrap one border around to the other
        using var framed = new Mat();
        Cv2.CopyMakeBorder(source, framed, margin, margin, margin, margin, BorderTypes.Reflect101);
        using var values = new Mat();
        framed.ConvertTo(values, MatType.CV_32FC3);
        var spectra = values.Split().Select(Transform).ToArray();
        foreach (var radius in WienerRadii)
        {
            using var transfer = DiscTransfer(values.Size(), radius);
            using var power = transfer.Mul(transfer).ToMat();
            foreach (var noise in WienerNoise)
            {
                using var inverse = new Mat();
                using var floored = new Mat();
                Cv2.Add(power, Scalar.All(noise), floored);
                Cv2.Divide(transfer, floored, inverse, 1 + noise); // a disc is symmetric: its transfer function is real
                using var whole = Filter(spectra, inverse);
                using var inner = whole[margin, margin + source.Height, margin, margin + source.Width];
                best = Math.Max(best, PictureQuality.Psnr(inner, truth));
            }
        }
        foreach (var spectrum in spectra)
            spectrum.Dispose();
        return best;
    }

    private static Mat Transform(Mat channel)
    {
        using (channel)
        {
            var spectrum = new Mat();
            Cv2.Dft(channel, spectrum, DftFlags.ComplexOutput);
            return spectrum;
        }
    }

    private static Mat Filter(Mat[] spectra, Mat inverse)
    {
        using var both = new Mat();
        Cv2.Merge([inverse, inverse], both);
        var channels = spectra.Select(spectrum =>
        {
            using var filtered = new Mat();
            Cv2.Multiply(spectrum, both, filtered);
            var channel = new Mat();
            Cv2.Dft(filtered, channel, DftFlags.Inverse | DftFlags.Scale | DftFlags.RealOutput);
            return channel;
        }).ToArray();
        using var merged = new Mat();
        Cv2.Merge(channels, merged);
        foreach (var channel in channels)
            channel.Dispose();
        var bytes = new Mat();
        merged.ConvertTo(bytes, MatType.CV_8UC3);
        return bytes;
    }

    /// <summary>Real part of a disc's transfer function; its imaginary part vanishes.</summary>
    private static Mat DiscTransfer(Size size, double radius)
    {
        using var disc = new Mat(size, MatType.CV_32F, Scalar.All(0));
        var reach = (int)Math.Ceiling(radius + 1);
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
                disc.Set((y + size.Height) % size.Height, (x + size.Width) % size.Width, (float)Math.Clamp(radius + 0.5 - Math.Sqrt(x * x + y * y), 0, 1));
        }
        using var scaled = (disc / Cv2.Sum(disc).Val0).ToMat();
        using var spectrum = new Mat();
        Cv2.Dft(scaled, spectrum, DftFlags.ComplexOutput);
        var parts = spectrum.Split();
        parts[1].Dispose();
        return parts[0];
    }
}
