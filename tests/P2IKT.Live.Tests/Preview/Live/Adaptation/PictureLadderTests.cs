using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Live.Adaptation;

public sealed class PictureLadderTests
{
    [Property]
    public bool Forms_OfAnyView_FallInCostAndAreNeverLargerThanNeeded(
        PositiveInt width, PositiveInt height, PositiveInt shown, bool sourcePixels, byte quality)
    {
        var frame = new FrameSize(width.Get, height.Get);
        var view = new ViewerView(shown.Get, shown.Get, sourcePixels);
        var full = Math.Clamp((int)quality, 1, 100);
        var forms = PictureLadder.Forms(frame, view, full);
        return forms.Length > 0
            && forms[0] == new PictureForm(PictureForm.ScaleFor(frame, view), full)
            && forms.Zip(forms.Skip(1)).All(static pair => pair.Second.Cost < pair.First.Cost && pair.Second.Quality >= 1)
            && forms.All(form => form.Eighths <= forms[0].Eighths && form.Quality <= full)
            && (!sourcePixels || forms.All(static form => form.Eighths == PictureForm.Whole));
    }

    [Theory]
    [InlineData(1280, 720, 8)]
    [InlineData(5000, 5000, 8)]
    [InlineData(960, 540, 6)]
    [InlineData(961, 541, 6)] // a pixel more for rounding
    [InlineData(1000, 5000, 8)]
    [InlineData(640, 5000, 4)] // as wide as that, so not higher than 360
    [InlineData(1, 1, 1)]
    public void Scale_IsTheSmallestThatFillsTheView(int width, int height, int eighths) =>
        Assert.Equal(eighths, PictureForm.ScaleFor(new FrameSize(1280, 720), new ViewerView(width, height, SourcePixels: false)));

    [Fact]
    public void Forms_OfASmallFrame_AreNotReducedBeyondRecognition() =>
        Assert.All(
            PictureLadder.Forms(new FrameSize(320, 200), new ViewerView(320, 200, SourcePixels: false), 85),
            static form => Assert.InRange(form.SizeOf(new FrameSize(320, 200)).Width, 160, 320));
}
