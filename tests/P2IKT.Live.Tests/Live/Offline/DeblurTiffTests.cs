using NetVips;
using P2IKT.Live.Tests.Capture.Pictures;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>TIFF files of more than one directory, and in L*a*b*, through the command.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurTiffTests : DeblurRun
{
    [Fact]
    public async Task AThumbnail_IsNoSecondPage_WhetherItSaysSoOrNot()
    {
        File.WriteAllBytes(In("says.tif"), new TiffBuilder().Add(80, 60).Add(40, 33, kind: 1).ToArray());
        File.WriteAllBytes(In("first.tif"), new TiffBuilder().Add(16, 12, kind: 1).Add(80, 60).ToArray());
        File.WriteAllBytes(In("silent.tif"), new TiffBuilder().Add(80, 60).Add(16, 12).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{says.tif} {first.tif} {silent.tif} -o {out}"));
        Assert.All((string[])["says", "first", "silent"], name => Assert.Equal((80, 60), SizeOf($"out/{name}.tif")));
        Assert.Empty(Errors);
    }

    [Fact]
    public async Task ThePicture_ThatLiesBelowItsThumbnail_IsTheOne()
    {
        var file = new TiffBuilder();
        var picture = file.AddBelow(80, 60);
        File.WriteAllBytes(In("a.tif"), file.Add(16, 12, kind: 1, below: picture).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));
        Assert.Equal((80, 60), SizeOf("out/a.tif"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task APyramid_IsOnePicture(bool isBig, bool isBelow)
    {
        using (var scene = SamplePictures.Scene(400, 300))
            scene.Tiffsave(In("a.tif"), tile: true, pyramid: true, tileWidth: 64, tileHeight: 64, bigtiff: isBig, subifd: isBelow);
        File.WriteAllBytes(In("silent.tif"), new TiffBuilder().Add(81, 60).Add(40, 30).Add(20, 15).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} {silent.tif} -o {out}"));
        Assert.Equal(((400, 300), (81, 60)), (SizeOf("out/a.tif"), SizeOf("out/silent.tif")));
    }

    [Fact]
    public async Task AMask_IsNoSecondPage_AndItsLossIsTold()
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(80, 60).Add(80, 60, kind: 4).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));
        AssertOneSentence("lacks its mask");
    }

    [Fact]
    public async Task LayersOfPhotoshop_StayBehind_AndTheirLossIsTold()
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(80, 60, extra: (37724, 1)).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));
        AssertOneSentence("lacks its layers");
    }

    [Fact]
    public async Task TwoPages_AreRefused()
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(80, 60).Add(80, 60).Add(16, 12, kind: 1).ToArray());
        Assert.Equal(ExitCode.Failed, await Deblur("{a.tif} -o {out}"));
        AssertOneSentence("has 2 pages");
    }

    [Theory]
    [InlineData(8, 8, new byte[] { 103, 54, 193 })]
    [InlineData(9, 8, new byte[] { 103, 182, 65 })]
    [InlineData(8, 16, new byte[] { 0, 0x67, 0, 54, 0, 193 })]
    [InlineData(9, 16, new byte[] { 0, 0x67, 0, 182, 0, 65 })]
    public async Task Lab_BecomesTheRgbThatItMeans(int photometric, int bits, byte[] pixel)
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(40, 30, [.. Enumerable.Repeat(pixel, 40 * 30).SelectMany(p => p)], photometric, channels: 3, bits: bits).ToArray());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));

        var (samples, channels, deep) = SamplePictures.Read(In("out/a.tif"));
        Assert.Equal((3, bits == 16), (channels, deep)); // L* 40, a* 54, b* -63: a blue of sRGB (120, 60, 200)
        var unit = deep ? 257 : 1;
        Assert.Equal([120, 60, 200], samples[..3].Select(s => (double)s / unit), (a, b) => Math.Abs(a - b) <= 3);
    }

    [Fact]
    public async Task Lab_WhoseDirectoryIsCutShort_IsRefused() // found by PictureParserFuzzTests
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(40, 30, photometric: 8, channels: 3).ToArray()[..^20]);
        Assert.Equal(ExitCode.Failed, await Deblur("{a.tif} -o {out}"));
        AssertOneSentence("cannot be read as a picture (");
    }

    [Fact]
    public async Task GreyWithFurtherChannels_IsNotTakenForColour()
    {
        File.WriteAllBytes(In("a.tif"), new TiffBuilder().Add(40, 30, channels: 3).ToArray());
        Assert.Equal(ExitCode.Failed, await Deblur("{a.tif} -o {out}"));
        AssertOneSentence("has 3 channels");
    }

    private (int, int) SizeOf(string name)
    {
        using var picture = Image.NewFromFile(In(name));
        Assert.False(picture.Contains("n-pages") && (int)picture.Get("n-pages") > 1);
        return (picture.Width, picture.Height);
    }
}
