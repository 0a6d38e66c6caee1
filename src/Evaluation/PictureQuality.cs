using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>How near a picture is to its truth, on 8-bit values, all three channels.</summary>
public static class PictureQuality
{
    /// <summary>The window of SSIM in pixels: no picture may be smaller.</summary>
    internal const int SmallestSide = Window;

    /// <summary>In dB: one value in fifteen differs by one grey level. It is the limit of the training's scores, too.</summary>
    internal const double MaxPsnr = 60;

    private const int Window = 7;
    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    /// <summary>Peak signal-to-noise ratio in dB; infinite for equal pictures.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Psnr(Mat picture, Mat truth)
    {
        RequireSameSize(picture, truth);
        var squares = Cv2.Norm(picture, truth, NormTypes.L2SQR);
        return 10 * Math.Log10(255.0 * 255.0 * picture.Total() * picture.Channels() / squares);
    }

    /// <summary>PSNR in dB, at most <see cref="MaxPsnr"/>: so the mean over a set stays finite where a picture equals its truth.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    internal static double FinitePsnr(Mat picture, Mat truth) => Finite(Psnr(picture, truth));

    /// <summary>A PSNR, at most <see cref="MaxPsnr"/>.</summary>
    internal static double Finite(double psnr) => Math.Min(psnr, MaxPsnr);

    /// <summary>
    /// Structural similarity as scikit-image computes it by default: a uniform 7x7 window, unbiased variances, the mean over
    /// channels and over the pixels whose window lies inside (Wang et al. 2004, with C1 = (0.01 * 255)^2, C2 = (0.03 * 255)^2).
    /// </summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below 7.</exception>
    public static double Ssim(Mat picture, Mat truth)
    {
        RequireSameSize(picture, truth);
        if (Math.Min(picture.Width, picture.Height) < Window)
            throw new ArgumentException($"SSIM needs pictures of at least {Window}x{Window}.", nameof(picture));
        using var map = SimilarityMap(picture, truth);
        const int border = Window / 2;
        using var inside = map[border, map.Height - border, border, map.Width - border];
        var mean = Cv2.Mean(inside);
        return (mean.Val0 + mean.Val1 + mean.Val2) / 3;
    }

    private static Mat SimilarityMap(Mat picture, Mat truth)
    {
        using var made = new ResourcesTracker(); // every step is a native picture
        var x = made.T(AsDouble(picture));
        var y = made.T(AsDouble(truth));
        var ux = LocalMean(x);
        var uy = LocalMean(y);
        const double unbiased = Window * Window / (Window * Window - 1.0);
        var vx = Moment(x, x, ux, ux);
        var vy = Moment(y, y, uy, uy);
        var vxy = Moment(x, y, ux, uy);
        var likeness = Times(Affine(Times(ux, uy), 2, C1), Affine(vxy, 2, C2));
        var size = Times(Affine(Sum(Times(ux, ux), Times(uy, uy)), 1, C1), Affine(Sum(vx, vy), 1, C2));
        var map = new Mat();
        Cv2.Divide(likeness, size, map);
        return map;

        Mat Moment(Mat a, Mat b, Mat ua, Mat ub)
        {
            var moment = made.NewMat();
            Cv2.Subtract(LocalMean(Times(a, b)), Times(ua, ub), moment);
            return Affine(moment, unbiased, 0);
        }

        Mat LocalMean(Mat values)
        {
            var mean = made.NewMat();
            Cv2.Blur(values, mean, new Size(Window, Window));
            return mean;
        }

        Mat Times(Mat a, Mat b)
        {
            var product = made.NewMat();
            Cv2.Multiply(a, b, product);
            return product;
        }

        Mat Sum(Mat a, Mat b)
        {
            var sum = made.NewMat();
            Cv2.Add(a, b, sum);
            return sum;
        }

        Mat Affine(Mat values, double factor, double constant)
        {
            var scaled = made.NewMat();
            values.ConvertTo(scaled, -1, factor, constant);
            return scaled;
        }
    }

    private static Mat AsDouble(Mat picture)
    {
        var values = new Mat();
        picture.ConvertTo(values, MatType.CV_64FC3);
        return values;
    }

    private static void RequireSameSize(Mat picture, Mat truth)
    {
        if (picture.Size() != truth.Size() || picture.Type() != MatType.CV_8UC3 || truth.Type() != MatType.CV_8UC3)
            throw new ArgumentException($"The pictures must be 8-bit BGR of one size, not {picture.Width}x{picture.Height} and "
                + $"{truth.Width}x{truth.Height}.", nameof(picture));
    }
}
