using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Where a picture has texture: every measure is scored at the same places.</summary>
internal static class TextureMask
{
    private const int Window = 25; // pixels, side of the square around a place
    private const double MinDeviation = 8; // levels of luma within it

    /// <summary>255 where the luma of any of the pictures varies enough. The caller owns it.</summary>
    public static Mat Of(params IReadOnlyList<Mat> pictures)
    {
        Mat? mask = null;
        foreach (var picture in pictures)
        {
            using var grey = new Mat();
            Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
            using var luma = new Mat();
            grey.ConvertTo(luma, MatType.CV_32F);
            using var variance = WindowStatistics.Variance(luma, Window);
            using var textured = variance.GreaterThan(MinDeviation * MinDeviation).ToMat();
            mask ??= new Mat(picture.Size(), MatType.CV_8UC1, Scalar.All(0));
            Cv2.BitwiseOr(mask, textured, mask);
        }
        return mask ?? throw new ArgumentException("There is no picture.", nameof(pictures));
    }
}
