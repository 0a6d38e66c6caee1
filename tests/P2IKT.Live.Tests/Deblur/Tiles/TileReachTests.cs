using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Tiles;

/// <summary>
/// How far into a picture it shows that something beside it is missing: what the overlap of tiles must cover. Told as diagnostic
/// messages, on white noise, the hardest of what was tried (photographs: half to three quarters of it).
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TileReachTests
{
    private const int Cut = 256;

    [Theory]
    [InlineData("p2ikt-live")]
    [InlineData("p2ikt-live-hq")]
    [InlineData("bands")]
    public void BesideACut_TheResultIsTheWholePicturesFromTheReachOn(string name)
    {
        var model = Models.Find(name);
        FrameSize size = new(768, 384), part = new(size.Width - Cut, size.Height);
        var bgr = new byte[size.Width * size.Height * 3];
        new Random(3).NextBytes(bgr);
        var cut = new byte[part.Width * part.Height * 3];
        for (var y = 0; y < size.Height; y++)
            bgr.AsSpan(3 * ((y * size.Width) + Cut), 3 * part.Width).CopyTo(cut.AsSpan(3 * y * part.Width));
        var whole = PaintedPicture.Whole(model, size, bgr).Sharp;
        var beside = PaintedPicture.Whole(model, part, cut).Sharp;

        var (atAll, aboveOne) = (0, 0);
        for (var i = 0; i < beside.Length; i++)
        {
            var (x, y) = (i / 3 % part.Width, i / 3 / part.Width);
            var difference = Math.Abs(beside[i] - whole[(3 * ((y * size.Width) + Cut + x)) + (i % 3)]);
            (atAll, aboveOne) = (difference > 0 ? Math.Max(atAll, x + 1) : atAll, difference > 1 ? Math.Max(aboveOne, x + 1) : aboveOne);
        }
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{name}: differs by more than 1/255 up to {aboveOne} px from the cut, at all up to {atAll} px; the reach is taken as {model.Reach} px"));

        Assert.InRange(aboveOne, 16, model.Reach);
    }
}
