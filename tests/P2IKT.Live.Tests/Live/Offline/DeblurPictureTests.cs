using System.Text;
using NetVips;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>Picture files of every kind through the command.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurPictureTests : DeblurRun
{
    [Theory]
    [InlineData("a.jpg", 1, false)]
    [InlineData("a.jpg", 3, false)]
    [InlineData("a.png", 1, false)]
    [InlineData("a.png", 2, false)]
    [InlineData("a.png", 3, true)]
    [InlineData("a.png", 4, true)]
    [InlineData("a.tif", 1, true)]
    [InlineData("a.tif", 4, false)]
    [InlineData("a.tif", 3, true)]
    [InlineData("a.webp", 3, false)]
    [InlineData("a.webp", 4, false)]
    public async Task APicture_KeepsItsFormatChannelsBitsAndDescription(string name, int channels, bool deep)
    {
        using (var picture = SamplePictures.Described(90, 60, channels, deep))
            picture.WriteToFile(In(name));
        Assert.Equal(ExitCode.Done, await Deblur($"{{{name}}} -o {{out}}"));

        using var before = Image.NewFromFile(In(name));
        using var after = Image.NewFromFile(In("out/" + name));
        Assert.Equal((90, 60, before.Bands, before.Format, before.Interpretation), (after.Width, after.Height, after.Bands, after.Format, after.Interpretation));
        Assert.Equal(before.Get("vips-loader"), after.Get("vips-loader"));
        Assert.Equal(6, after.Get("orientation")); // kept, as the pixels are not turned
        Assert.Equal(before.Get("icc-profile-data"), after.Get("icc-profile-data"));
        Assert.Contains("x:xmpmeta", Encoding.UTF8.GetString((byte[])after.Get("xmp-data")), StringComparison.Ordinal);
        if (!name.EndsWith(".tif", StringComparison.Ordinal)) // libvips writes none into a TIFF: TiffExifTests
            Assert.Contains("Kamera", (string)after.Get("exif-ifd0-Make"), StringComparison.Ordinal);
        Assert.Equal(before.Xres, after.Xres, 0.1);
        Assert.True(LargestChange(name, channel => channel < (channels < 3 ? 1 : 3)) > (deep ? 256 : 3), "A picture that stays as it is would prove nothing.");
        if (channels is 2 or 4)
            Assert.Equal(0, LargestChange(name, channel => channel == channels - 1));
    }

    [Fact]
    public async Task ALosslessWebP_StaysLossless()
    {
        using (var picture = SamplePictures.Scene(80, 60))
        {
            picture.Webpsave(In("exact.webp"), lossless: true);
            picture.Webpsave(In("lossy.webp"));
        }
        Assert.Equal(ExitCode.Done, await Deblur("{exact.webp} {lossy.webp} -o {out}"));

        Assert.Contains("VP8L", Encoding.Latin1.GetString(File.ReadAllBytes(In("out/exact.webp"))), StringComparison.Ordinal);
        Assert.DoesNotContain("VP8L", Encoding.Latin1.GetString(File.ReadAllBytes(In("out/lossy.webp"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p2ikt-live")]
    [InlineData("p2ikt-live-hq")]
    public async Task A16BitGradient_StaysSmooth(string model)
    {
        // A step of 8 bits is 64 pixels wide here, 16 bits have 4 units a pixel.
        using (var ramp = (Image.Xyz(320, 160)[0] * 4 + 20_000).Cast(Enums.BandFormat.Ushort))
        using (var grey = ramp.Copy(interpretation: Enums.Interpretation.Grey16))
            grey.WriteToFile(In("ramp.png"));
        Assert.Equal(ExitCode.Done, await Deblur($"{{ramp.png}} -o {{out}} --model {model}"));

        var (before, after) = (SamplePictures.Read(In("ramp.png")).Samples, SamplePictures.Read(In("out/ramp.png")).Samples);
        Assert.InRange(before.Zip(after, (a, b) => Math.Abs(a - b)).Max(), 0, 129); // half a step of 8 bits
        Assert.InRange(before.Zip(after).Count(p => p.First != p.Second), 0, before.Length / 100);
        // Every one of the fine levels is still there.
        Assert.Equal(320, after.Distinct().Count(v => v is >= 20_000 and < 21_280 && v % 4 == 0));
    }

    [Fact]
    public async Task A16BitPicture_GetsTheChangeThatItsBytesGet()
    {
        using (var scene = SamplePictures.Scene(200, 120))
        using (var deep = (scene * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16))
        {
            scene.WriteToFile(In("a8.png"));
            deep.WriteToFile(In("a16.png"));
        }
        Assert.Equal(ExitCode.Done, await Deblur("{a8.png} {a16.png} -o {out}"));

        var (of8, of16) = (SamplePictures.Read(In("out/a8.png")).Samples, SamplePictures.Read(In("out/a16.png")).Samples);
        Assert.InRange(of8.Zip(of16, (a, b) => Math.Abs((a * 257) - b)).Max(), 0, 257);
    }

    [Fact]
    public async Task ACmykJpeg_BecomesRgbThroughItsProfile()
    {
        using (var scene = SamplePictures.Scene(100, 80))
        using (var cmyk = scene.IccTransform("cmyk", inputProfile: "srgb"))
            cmyk.WriteToFile(In("print.jpg"));
        Assert.Equal(ExitCode.Done, await Deblur("{print.jpg} -o {out}"));

        using var after = Image.NewFromFile(In("out/print.jpg"));
        using var scene2 = SamplePictures.Scene(100, 80);
        Assert.Equal((3, Enums.Interpretation.Srgb), (after.Bands, after.Interpretation));
        Assert.Equal(scene2.Avg(), after.Avg(), 20.0); // the same picture, and not its negative
    }

    [Fact]
    public async Task Maps_HoldTheRadiusIn256thsOfAPixelAtTheirOwnSizeAndSayHow()
    {
        using (var scene = SamplePictures.Scene(203, 141))
            scene.WriteToFile(In("a.jpg"));
        Assert.Equal(ExitCode.Done, await Deblur("{a.jpg} -o {out} --maps"));

        using var map = Image.NewFromFile(In("out/a.blur.png"));
        Assert.Equal((26, 18, 1, Enums.BandFormat.Ushort), (map.Width, map.Height, map.Bands, map.Format));
        Assert.InRange(map.Avg() / 256, 0.5, 16);
        var texts = map.GetFields().Where(f => f.StartsWith("png-comment-", StringComparison.Ordinal)).ToDictionary(f => f.Split('-', 4)[3], f => (string)map.Get(f));
        Assert.Equal(("256", "8"), (texts["Scale"], texts["Stride"]));
        // Plain, for the simplest reader.
        Assert.Contains("tEXtScale\0256", Encoding.Latin1.GetString(File.ReadAllBytes(In("out/a.blur.png"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnePixel_IsDeblurredToo()
    {
        using (var dot = Image.Black(1, 1, bands: 3) + 100)
        using (var bytes = dot.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb))
            bytes.WriteToFile(In("dot.png"));

        Assert.Equal(ExitCode.Done, await Deblur("{dot.png} -o {out} --maps"));
        Assert.Equal(3, SamplePictures.Read(In("out/dot.png")).Samples.Length);
    }

    [Fact]
    public async Task ADoneFile_NamedWithAnotherExtensionThanItsContent_KeepsItsContentsFormat()
    {
        using (var scene = SamplePictures.Scene(40, 30))
            scene.Pngsave(In("liar.jpg"));
        Assert.Equal(ExitCode.Done, await Deblur("{liar.jpg} -o {out}"));

        using var after = Image.NewFromFile(In("out/liar.jpg"));
        Assert.Equal("pngload", after.Get("vips-loader"));
    }

    private int LargestChange(string name, Func<int, bool> ofChannel)
    {
        var (before, channels, _) = SamplePictures.Read(In(name));
        var after = SamplePictures.Read(In("out/" + name)).Samples;
        Assert.Equal(before.Length, after.Length);
        return Enumerable.Range(0, before.Length).Where(i => ofChannel(i % channels)).Max(i => Math.Abs(before[i] - after[i]));
    }
}
