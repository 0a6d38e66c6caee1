using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// A sharpness measure of the literature: the mean of a response over a window. What it gives is the negated logarithm, which orders the
/// same and spreads the values.
/// </summary>
/// <param name="name">As tables call it.</param>
/// <param name="respond">
/// From luma (float32, 0 to 255), or BGR, to the response at each pixel (float32, not negative). The caller owns it.
/// </param>
internal sealed class ClassicalMeasure(string name, Func<Mat, Mat, int, Mat> respond) : IFocusMeasure
{
    private const float Floor = 1e-3f; // a response below it is that of a flat picture

    /// <summary>The measures that the network stands beside.</summary>
    /// <remarks>
    /// Variance of the Laplacian, Tenengrad and Brenner as in S. Pertuz, D. Puig and M. A. Garcia, "Analysis of focus measure operators for
    /// shape-from-focus", Pattern Recognition 2013 (LAP4, GRA6, MIS2). The edge spread compares gradients of linear light at two distances,
    /// as darktable's focus peaking does: an edge that is sharp has all of its step between neighbours.
    /// </remarks>
    public static IReadOnlyList<IFocusMeasure> All { get; } =
    [
        new ClassicalMeasure("variance of Laplacian", static (luma, _, window) => VarianceOfLaplacian(luma, window)),
        new ClassicalMeasure("Tenengrad", static (luma, _, window) => Mean(Tenengrad(luma), window)),
        new ClassicalMeasure("Brenner", static (luma, _, window) => Mean(Brenner(luma), window)),
        new ClassicalMeasure("edge spread", static (_, bgr, window) => Mean(EdgeSpread(bgr), window)),
    ];

    public string Name => name;

    public bool IsRadius => false;

    public bool ComparesPlaces => true;

    public BlurEstimate Measure(Mat bgr, int window)
    {
        using var grey = new Mat();
        Cv2.CvtColor(bgr, grey, ColorConversionCodes.BGR2GRAY);
        using var luma = new Mat();
        grey.ConvertTo(luma, MatType.CV_32F);
        var response = respond(luma, bgr, window);
        Cv2.Max(response, Floor, response);
        Cv2.Log(response, response);
        Cv2.Multiply(response, -1, response);
        return new BlurEstimate(response, Confidence: null);
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private static Mat Mean(Mat response, int window)
    {
        Cv2.BoxFilter(response, response, -1, new Size(window, window));
        return response;
    }

    private static Mat VarianceOfLaplacian(Mat luma, int window)
    {
        using var response = new Mat();
        Cv2.Laplacian(luma, response, MatType.CV_32F);
        return WindowStatistics.Variance(response, window);
    }

    private static Mat Tenengrad(Mat luma)
    {
        using var across = new Mat();
        var down = new Mat();
        Cv2.Sobel(luma, across, MatType.CV_32F, 1, 0);
        Cv2.Sobel(luma, down, MatType.CV_32F, 0, 1);
        Cv2.Multiply(across, across, across);
        Cv2.Multiply(down, down, down);
        Cv2.Add(across, down, down);
        return down;
    }

    private static Mat Brenner(Mat luma)
    {
        using var across = new Mat();
        var down = new Mat();
        using var kernel = Mat.FromArray(new float[,] { { -1, 0, 1 } });
        using var turned = Mat.FromArray(new float[,] { { -1 }, { 0 }, { 1 } });
        Cv2.Filter2D(luma, across, MatType.CV_32F, kernel);
        Cv2.Filter2D(luma, down, MatType.CV_32F, turned);
        Cv2.Multiply(across, across, across);
        Cv2.Multiply(down, down, down);
        Cv2.Max(across, down, down);
        return down;
    }

    /// <summary>The gradient between neighbours that a soft step of the same height would not have, in linear light.</summary>
    private static Mat EdgeSpread(Mat bgr)
    {
        const double Gamma = 2.2, FarShare = 0.67, Noise = 1 / 256.0, Levels = 255;
        using var linear = new Mat();
        bgr.ConvertTo(linear, MatType.CV_32FC3, 1 / Levels);
        Cv2.Pow(linear, 2 * Gamma, linear);
        using var norm = new Mat();
        Cv2.Transform(linear, norm, Mat.FromArray(new float[,] { { 1, 1, 1 } }));
        Cv2.Sqrt(norm, norm);
        using var smooth = new Mat();
        Cv2.BilateralFilter(norm, smooth, 5, 0.05, 2);
        var near = Gradient(smooth, 1);
        using var far = Gradient(smooth, 2);
        Cv2.ScaleAdd(far, -FarShare, near, near);
        Cv2.Add(near, Scalar.All(FarShare * Noise), near);
        Cv2.Max(near, 0, near);
        Cv2.Multiply(near, Levels, near);
        return near;
    }

    /// <summary>Mean of the gradient's length along the axes and along the diagonals, between pixels at a distance.</summary>
    private static Mat Gradient(Mat luma, int distance)
    {
        var side = (2 * distance) + 1;
        Mat Difference(int x, int y)
        {
            using var kernel = new Mat(side, side, MatType.CV_32FC1, Scalar.All(0));
            kernel.Set(distance + (y * distance), distance + (x * distance), 1f);
            kernel.Set(distance - (y * distance), distance - (x * distance), -1f);
            var difference = new Mat();
            Cv2.Filter2D(luma, difference, MatType.CV_32F, kernel);
            return difference;
        }

        using var across = Difference(1, 0);
        using var down = Difference(0, 1);
        using var falling = Difference(1, 1);
        using var rising = Difference(1, -1);
        var axes = new Mat();
        using var diagonals = new Mat();
        Cv2.Magnitude(across, down, axes);
        Cv2.Magnitude(falling, rising, diagonals);
        Cv2.AddWeighted(axes, 0.5, diagonals, 0.5, 0, axes);
        return axes;
    }
}
