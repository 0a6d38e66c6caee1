using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

public sealed class YuvPictureTests
{
    [Theory]
    [InlineData(64, 48)]
    [InlineData(61, 47)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    [InlineData(17, 3)]
    [InlineData(34, 2)]
    public void Convert_OfNoise_IsBt709WithinOneLevelEverywhere(int width, int height)
    {
        var bgr = new byte[3 * width * height];
        new Random(7).NextBytes(bgr);
        var picture = new YuvPicture(new FrameSize(width, height));

        picture.Convert(bgr);

        var (w, h) = (picture.Size.Width, picture.Size.Height);
        Assert.Equal(((width + 1) / 2 * 2, (height + 1) / 2 * 2), (w, h));
        var planes = picture.Planes.ToArray();
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
                Assert.Equal(Luma(Pixel(x, y)), planes[(y * w) + x], 0.51);
        }
        for (var y = 0; y < h / 2; y++)
        {
            for (var x = 0; x < w / 2; x++)
            {
                var around = new double[3];
                foreach (var (dx, weight) in new[] { (-1, 1), (0, 2), (1, 1) })
                {
                    for (var c = 0; c < 3; c++)
                        around[c] += weight * (Pixel((2 * x) + dx, 2 * y)[c] + Pixel((2 * x) + dx, (2 * y) + 1)[c]) / 8;
                }
                var place = (y * (w / 2)) + x;
                Assert.Equal(128 + (224 / 255.0 * (around[0] - Y(around)) / (2 * (1 - 0.0722))), planes[(w * h) + place], 0.52);
                Assert.Equal(128 + (224 / 255.0 * (around[2] - Y(around)) / (2 * (1 - 0.2126))), planes[(w * h * 5 / 4) + place], 0.52);
            }
        }

        double[] Pixel(int x, int y)
        {
            var at = 3 * ((Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1));
            return [bgr[at], bgr[at + 1], bgr[at + 2]];
        }
    }

    private static double Y(double[] bgr) => (0.0722 * bgr[0]) + (0.7152 * bgr[1]) + (0.2126 * bgr[2]);

    private static double Luma(double[] bgr) => 16 + (219 / 255.0 * Y(bgr));
}
