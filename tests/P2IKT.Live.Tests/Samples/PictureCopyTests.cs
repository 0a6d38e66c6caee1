using AvaloniaPreview;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Samples;

/// <summary>What the Avalonia control writes into its bitmap, and where it draws it.</summary>
public sealed class PictureCopyTests
{
    private static readonly FrameSize Size = new(5, 3);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, 2)]
    [InlineData(1, 5)]
    [InlineData(-1, 0)]
    [InlineData(7, 5)]
    [InlineData(double.NaN, 0)]
    public void Write_ShowsTheSourceLeftOfTheWipe(double wipe, int border)
    {
        const int rowBytes = 24; // four more than the pixels take
        var (source, sharp) = (new byte[3 * Size.Pixels], new byte[3 * Size.Pixels]);
        for (var i = 0; i < source.Length; i++)
            (source[i], sharp[i]) = ((byte)i, (byte)(100 + i));
        var bitmap = new byte[rowBytes * Size.Height];
        bitmap.AsSpan().Fill(7);

        PictureCopy.Write(source, sharp, Size, wipe, bitmap, rowBytes);

        for (var y = 0; y < Size.Height; y++)
        {
            for (var x = 0; x < Size.Width; x++)
            {
                var expected = (x < border ? source : sharp).AsSpan(3 * ((y * Size.Width) + x), 3);
                var pixel = bitmap.AsSpan((y * rowBytes) + (4 * x), 4);
                Assert.Equal(expected, pixel[..3]);
                Assert.Equal(255, pixel[3]);
            }
            Assert.All(bitmap.AsSpan((y * rowBytes) + (4 * Size.Width), 4).ToArray(), static gap => Assert.Equal(7, gap));
        }
    }

    [Theory]
    [InlineData(10, 12, 0, 3, 10, 6)]
    [InlineData(50, 3, 22.5, 0, 5, 3)]
    public void Fit_IsAsLargeAsThePlaceAllows_InItsMiddle(double width, double height, double x, double y, double w, double h) =>
        Assert.Equal((x, y, w, h), PictureCopy.Fit(Size, width, height));
}
