using OpenCvSharp;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A face as a child draws it, but shaded: enough for a detector of faces, and nobody's portrait.</summary>
internal static class DrawnFace
{
    /// <summary>Fills a frame with grey and one face in its middle.</summary>
    /// <param name="draft">The frame's pixels, row after row.</param>
    /// <param name="width">Width of the frame.</param>
    /// <param name="height">Height of the frame; the face has two thirds of it.</param>
    public static void Paint(Span<byte> draft, int width, int height)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(90, 95, 90));
        Draw(picture, width / 2, height / 2, height * 2 / 3);
        var stride = draft.Length / height;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = picture.At<Vec3b>(y, x);
                (draft[(y * stride) + (3 * x)], draft[(y * stride) + (3 * x) + 1], draft[(y * stride) + (3 * x) + 2]) = (pixel.Item0, pixel.Item1, pixel.Item2);
            }
        }
    }

    /// <summary>Draws a face into a picture of packed BGR.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="x">Middle of the face, in pixels.</param>
    /// <param name="y">Middle of the face, in pixels.</param>
    /// <param name="height">Height of the face, in pixels.</param>
    public static void Draw(Mat picture, int x, int y, int height)
    {
        var h = height / 2.0;
        Ellipse(0, -0.1, 0.80, 1.06, new Scalar(30, 40, 60)); // hair
        Ellipse(0, 0.9, 0.34, 0.5, new Scalar(115, 145, 190)); // neck
        Ellipse(0, 0.08, 0.68, 0.92, new Scalar(140, 175, 225)); // face
        Ellipse(-0.36, 0.32, 0.18, 0.14, new Scalar(135, 160, 222)); // cheeks
        Ellipse(0.36, 0.32, 0.18, 0.14, new Scalar(135, 160, 222));
        foreach (var side in new[] { -1, 1 })
        {
            Ellipse(side * 0.28, -0.08, 0.17, 0.10, new Scalar(120, 150, 200)); // lids
            Ellipse(side * 0.28, -0.07, 0.14, 0.075, new Scalar(238, 240, 242));
            Ellipse(side * 0.28, -0.07, 0.065, 0.07, new Scalar(70, 60, 50));
            Ellipse(side * 0.28, -0.07, 0.03, 0.035, new Scalar(15, 15, 15));
            Ellipse(side * 0.29, -0.26, 0.17, 0.03, new Scalar(40, 50, 75)); // brows
        }
        Ellipse(0.05, 0.18, 0.05, 0.2, new Scalar(120, 155, 208)); // the shadow of the nose
        Ellipse(0, 0.32, 0.11, 0.055, new Scalar(105, 135, 190));
        Ellipse(-0.05, 0.35, 0.03, 0.02, new Scalar(50, 65, 95));
        Ellipse(0.05, 0.35, 0.03, 0.02, new Scalar(50, 65, 95));
        Ellipse(0, 0.6, 0.24, 0.075, new Scalar(90, 90, 185)); // mouth
        Ellipse(0, 0.595, 0.23, 0.012, new Scalar(50, 45, 110));
        var sigma = height / 120.0;
        Cv2.GaussianBlur(picture, picture, new Size(0, 0), sigma);

        void Ellipse(double dx, double dy, double rx, double ry, Scalar colour) => Cv2.Ellipse(
            picture, new Point(x + (dx * h), y + (dy * h)), new Size(Math.Max(1, rx * h), Math.Max(1, ry * h)), 0, 0, 360, colour, -1, LineTypes.AntiAlias);
    }
}
