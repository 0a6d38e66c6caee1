using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>The result of a sweep as a JPEG for the page, no larger than a screen.</summary>
internal static class SweepPicture
{
    private const int LongestSide = 1920;
    private const int Quality = 90;

    /// <summary>Encodes a picture.</summary>
    /// <param name="bgr">Packed BGR.</param>
    /// <param name="size">Of the picture, in pixels.</param>
    public static byte[] Encode(byte[] bgr, FrameSize size)
    {
        using var whole = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, bgr);
        var scale = Math.Min(1, LongestSide / (double)Math.Max(size.Width, size.Height));
        using var shown = scale < 1 ? whole.Resize(default, scale, scale, InterpolationFlags.Area) : whole.Clone();
        return shown.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
    }
}
