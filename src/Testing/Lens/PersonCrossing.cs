using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing.Lens;

/// <summary>Somebody who walks through the picture, before all that is there: two seconds in four.</summary>
internal static class PersonCrossing
{
    private const double EverySeconds = 4;
    private const double TakesSeconds = 2;

    /// <summary>Whether anybody is in the picture at a time in seconds.</summary>
    public static bool IsInView(double seconds) => seconds % EverySeconds < TakesSeconds;

    /// <summary>The picture with the person in it, blurred by a radius in pixels.</summary>
    public static byte[] Draw(byte[] jpeg, FrameSize size, double seconds, double radius)
    {
        OpenCvRuntime.Prepare();
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        using var mask = new Mat(size.Height, size.Width, MatType.CV_8UC1, Scalar.All(0));
        using var person = new Mat(size.Height, size.Width, MatType.CV_8UC3, new Scalar(60, 44, 38));
        double unit = size.Height / 10.0, x = ((size.Width + (4 * unit)) * (seconds % EverySeconds / TakesSeconds)) - (2 * unit);
        Cv2.Circle(mask, new Point(x, 2.6 * unit), (int)unit, Scalar.All(255), -1);
        Cv2.Ellipse(mask, new Point(x, 7.5 * unit), new Size(1.9 * unit, 4.2 * unit), 0, 0, 360, Scalar.All(255), -1);
        for (var stripe = 0; stripe < 10; stripe++) // a pullover, which has something to focus on
        {
            var y = (4 + (0.6 * stripe)) * unit;
            Cv2.Line(person, new Point(0, y), new Point(size.Width, y), new Scalar(170, 160, 150), 2);
        }
        if (radius >= 0.5)
        {
            Cv2.GaussianBlur(mask, mask, new Size(0, 0), radius / 2);
            Cv2.GaussianBlur(person, person, new Size(0, 0), radius / 2);
        }
        using var weight = new Mat();
        using var colours = mask.CvtColor(ColorConversionCodes.GRAY2BGR);
        colours.ConvertTo(weight, MatType.CV_32FC3, 1 / 255.0);
        using var before = new Mat();
        using var front = new Mat();
        picture.ConvertTo(before, MatType.CV_32FC3);
        person.ConvertTo(front, MatType.CV_32FC3);
        using var mixed = (before + (front - before).ToMat().Mul(weight)).ToMat();
        mixed.ConvertTo(picture, MatType.CV_8UC3);
        return SceneStamp.Encode(picture);
    }
}
