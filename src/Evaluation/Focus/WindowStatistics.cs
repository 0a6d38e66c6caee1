using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Statistics over the square window around each pixel. The caller owns what they return.</summary>
internal static class WindowStatistics
{
    /// <summary>The variance of float32 values.</summary>
    public static Mat Variance(Mat values, int window)
    {
        using var mean = new Mat();
        Cv2.BoxFilter(values, mean, -1, new Size(window, window));
        Cv2.Multiply(mean, mean, mean);
        var variance = new Mat();
        Cv2.SqrBoxFilter(values, variance, MatType.CV_32F, new Size(window, window));
        Cv2.Subtract(variance, mean, variance);
        return variance;
    }

    /// <summary>The mean squared difference of two 8-bit BGR pictures, over the channels, too; float32.</summary>
    public static Mat SquareDifference(Mat one, Mat other, int window)
    {
        using var difference = new Mat();
        Cv2.Absdiff(one, other, difference);
        using var squares = new Mat();
        difference.ConvertTo(squares, MatType.CV_32FC3);
        Cv2.Multiply(squares, squares, squares);
        var mean = new Mat();
        Cv2.Transform(squares, mean, Mat.FromArray(new float[,] { { 1 / 3f, 1 / 3f, 1 / 3f } }));
        Cv2.BoxFilter(mean, mean, -1, new Size(window, window));
        return mean;
    }
}
