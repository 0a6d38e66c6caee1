using System.Text;
using NetVips;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Tests.Capture.Pictures;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>What a picture file says beside its pixels, through the command: it stays, or the user is told.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurDescriptionTests : DeblurRun
{
    private const string Camera = "xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:BurstID=\"7\"";
    private const string Map = "xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\"";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APng_KeepsWhatItSaysOfItsColoursAndItsTexts(bool deep)
    {
        (string Name, byte[] Data)[] said =
        [
            ("gAMA", [0, 1, 0x86, 0xA0]), ("cHRM", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]), ("sRGB", [1]), ("cICP", [9, 16, 0, 1]), ("mDCV", new byte[24]), ("cLLI", new byte[8]),
            ("pHYs", [0, 0, 0, 2, 0, 0, 0, 1, 0]), ("sBIT", [5, 6, 5]), ("bKGD", [0, 9, 0, 9, 0, 9]), ("oFFs", [0, 0, 0, 1, 0, 0, 0, 2, 0]), ("prVt", [1, 2, 3]),
            ("tEXt", [.. "Author\0Ann"u8]), ("iTXt", [.. "Title\0\0\0de\0Titel\0"u8, .. Encoding.UTF8.GetBytes("Käfer 虫")]),
        ];
        File.WriteAllBytes(In("a.png"), PictureBytes.WithChunks(PictureBytes.Png(deep), [.. said.Select(chunk => PictureBytes.Chunk(chunk.Name, chunk.Data))]));
        Assert.Equal(ExitCode.Done, await Deblur("{a.png} -o {out}"));

        var chunks = PictureBytes.Chunks(File.ReadAllBytes(In("out/a.png")));
        Assert.All(said, chunk => Assert.Equal(chunk.Data, Assert.Single(chunks, other => other.Name == chunk.Name).Data));
        Assert.True(chunks.ToList().FindIndex(c => c.Name == "cICP") < chunks.ToList().FindIndex(c => c.Name == "IDAT"));
        Assert.Equal(80 * 60 * 3, SamplePictures.Read(In("out/a.png")).Samples.Length);
        Assert.Empty(Errors);
    }

    [Fact]
    public async Task ADamagedTextOfAPng_IsLeftBehindAndTold()
    {
        var text = PictureBytes.Chunk("tEXt", "Author\0Ann"u8);
        text[^1] ^= 1;
        File.WriteAllBytes(In("a.png"), PictureBytes.WithChunks(PictureBytes.Png(), text));
        await Deblur("{a.png} -o {out}");

        AssertOneSentence("lacks texts that are damaged");
        // And no resolution is made up.
        Assert.DoesNotContain(PictureBytes.Chunks(File.ReadAllBytes(In("out/a.png"))), chunk => chunk.Name is "tEXt" or "pHYs");
    }

    [Fact]
    public async Task ExifAndXmpOfAPng_BehindItsPixels_GoOver()
    {
        var png = PictureBytes.Png();
        var xmp = PictureBytes.Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(PictureBytes.Xmp(""))]);
        var exif = PictureBytes.Chunk("eXIf", [.. "MM\0*\0\0\0\b"u8, 0, 2, 0x01, 0x0F, 0, 2, 0, 0, 0, 4, (byte)'K', (byte)'a', (byte)'m', 0, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
        File.WriteAllBytes(In("a.png"), [.. png[..^12], .. xmp, .. exif, .. png[^12..]]);
        await Deblur("{a.png} -o {out}");

        Assert.Empty(Errors);
        using var after = Image.NewFromFile(In("out/a.png"));
        Assert.Contains("xmp:Rating", Encoding.UTF8.GetString((byte[])after.Get("xmp-data")), StringComparison.Ordinal);
        Assert.Contains("Kam", (string)after.Get("exif-ifd0-Make"), StringComparison.Ordinal);
        Assert.Equal(6, after.Get("orientation"));
        var chunks = PictureBytes.Chunks(File.ReadAllBytes(In("out/a.png")));
        Assert.Single(chunks, chunk => chunk.Name == "eXIf");
        Assert.Single(chunks, chunk => chunk.Name == "iTXt");
    }

    [Fact]
    public async Task XmpOfAPng_GoesWhereOtherReadersLookForIt()
    {
        using (var picture = SamplePictures.Described(40, 30))
            picture.Pngsave(In("a.png")); // which writes it compressed
        await Deblur("{a.png} -o {out}");

        var texts = PictureBytes.Chunks(File.ReadAllBytes(In("out/a.png"))).Where(chunk => chunk.Name is "zTXt" or "tEXt" or "iTXt").ToList();
        Assert.Equal([.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(SamplePictures.Xmp)], Assert.Single(texts, chunk => chunk.Name == "iTXt").Data);
        Assert.Single(texts);
    }

    [Fact]
    public async Task ContentCredentials_AreSignedForTheOriginal_AndTheirLossIsTold()
    {
        File.WriteAllBytes(In("a.jpg"), PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.Segment(0xEB, "JP\0\u0001\0\0\0\u0001jumb c2pa"u8)));
        File.WriteAllBytes(In("b.png"), PictureBytes.WithChunks(PictureBytes.Png(), PictureBytes.Chunk("caBX", "jumb"u8)));
        Assert.Equal(ExitCode.Done, await Deblur("{a.jpg} {b.png} -o {out}"));
        Assert.Equal(2, Errors.Split('\n').Count(line => line.Contains("lacks its content credentials", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AnAnimatedPng_IsRefused()
    {
        File.WriteAllBytes(In("a.png"), PictureBytes.WithChunks(PictureBytes.Png(), PictureBytes.Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])));

        Assert.Equal(ExitCode.Failed, await Deblur("{a.png} -o {out}"));
        AssertOneSentence("is an animation");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AGainMap_GoesOverWithItsPromise_WhereverTheFileTellsWhereItLies(bool byXmp)
    {
        var map = PictureBytes.GainMap();
        var jpeg = PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment(Map, byXmp ? PictureBytes.Container(("Primary", 0), ("GainMap", map.Length)) : ""));
        File.WriteAllBytes(In("a.jpg"), byXmp ? [.. jpeg, .. map] : [.. WithIndex(jpeg, map), .. map]);
        Assert.Equal(ExitCode.Done, await Deblur("{a.jpg} -o {out}"));
        Assert.Empty(Errors);

        using var after = Image.NewFromFile(In("out/a.jpg"));
        Assert.Equal("uhdrload", (string)after.Get("vips-loader")); // another reader finds it
        Assert.Equal(map, (byte[])after.Get("gainmap-data"));
        using var sharp = Image.Jpegload(In("out/a.jpg"));
        using var soft = Image.Jpegload(In("a.jpg"));
        using var change = (sharp - soft).Abs();
        Assert.InRange(change.Max(), 4, 255); // and the picture is deblurred
        Assert.Contains("hdrgm:Version", XmpOf("out/a.jpg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GCamera:MotionPhoto=\"1\" GCamera:MotionPhotoVersion=\"1\" GCamera:MotionPhotoPresentationTimestampUs=\"9\"", "", "the video of a motion photo")]
    [InlineData("GCamera:MicroVideo=\"1\" GCamera:MicroVideoOffset=\"2024\"", "", "the video of a motion photo")]
    [InlineData("", "<GCamera:MotionPhoto>1</GCamera:MotionPhoto>", "the video of a motion photo")]
    [InlineData("", "CONTAINER", "the video of a motion photo")]
    [InlineData(Map, "", "the gain map for HDR")]
    [InlineData("xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" xmpNote:HasExtendedXMP=\"0123456789ABCDEF0123456789ABCDEF\"", "", "further blocks of XMP")]
    [InlineData("xmlns:Device=\"http://ns.google.com/photos/dd/1.0/device/\"", "<Device:Profiles/>", "a depth map")]
    public async Task APromise_ThatTheCopyCannotKeep_IsTakenBackAndTold(string attributes, string inner, string lost)
    {
        inner = inner.Replace("CONTAINER", PictureBytes.Container(("Primary", 0), ("MotionPhoto", 5)), StringComparison.Ordinal);
        File.WriteAllBytes(In("a.jpg"), [.. PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment($"{Camera} {attributes}", inner)), .. "video"u8]);
        Assert.Equal(ExitCode.Done, await Deblur("{a.jpg} -o {out}"));

        AssertOneSentence($"lacks {lost}: keep the original");
        var xmp = XmpOf("out/a.jpg");
        Assert.All((string[])["MotionPhoto", "MicroVideo", "hdrgm:Version", "HasExtendedXMP", "<Device", "Directory"], word => Assert.DoesNotContain(word, xmp, StringComparison.Ordinal));
        Assert.Contains("xmp:Rating=\"4\"", xmp, StringComparison.Ordinal); // what is said of the picture stays
        Assert.Contains("GCamera:BurstID=\"7\"", xmp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GCamera:MotionPhoto=\"0\" GCamera:MicroVideo=\"0\"")]
    [InlineData("xmp:Label=\"MotionPhoto of the hdr-gain-map\"")]
    public async Task XmpThatPromisesNothing_StaysAsItIs(string attributes)
    {
        File.WriteAllBytes(In("a.jpg"), PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment($"{Camera} {attributes}")));
        await Deblur("{a.jpg} -o {out}");

        Assert.Empty(Errors);
        Assert.Equal(PictureBytes.Xmp($"{Camera} {attributes}"), XmpOf("out/a.jpg"));
    }

    [Fact]
    public async Task AMotionPhotoWithAGainMap_KeepsTheMapAndLosesTheVideo()
    {
        var map = PictureBytes.GainMap();
        byte[] jpeg = PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment($"{Camera} {Map} GCamera:MotionPhoto=\"1\"", PictureBytes.Container(("Primary", 0), ("GainMap", map.Length), ("MotionPhoto", 5))));
        File.WriteAllBytes(In("a.jpg"), [.. jpeg, .. map, .. "video"u8]);
        await Deblur("{a.jpg} -o {out}");

        AssertOneSentence("lacks the video of a motion photo: keep the original");
        using var after = Image.NewFromFile(In("out/a.jpg"));
        Assert.Equal(map, (byte[])after.Get("gainmap-data"));
        var xmp = XmpOf("out/a.jpg");
        Assert.Contains("\"GainMap\"", xmp, StringComparison.Ordinal);
        Assert.DoesNotContain("MotionPhoto", xmp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FurtherBlocksOfXmp_AndComments_GoOverAsTheyAre()
    {
        var block = PictureBytes.Segment(0xE1, [.. "http://ns.adobe.com/xmp/extension/\0"u8, .. "0123456789ABCDEF0123456789ABCDEF"u8, .. new byte[8], .. "<more/>"u8]);
        var comment = PictureBytes.Segment(0xFE, "taken on a rainy day"u8);
        var xmp = PictureBytes.XmpSegment("xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" xmpNote:HasExtendedXMP=\"0123456789ABCDEF0123456789ABCDEF\"");
        File.WriteAllBytes(In("a.jpg"), PictureBytes.With(PictureBytes.Jpeg(), xmp, block, comment));
        await Deblur("{a.jpg} -o {out}");

        Assert.Empty(Errors);
        Assert.Contains("HasExtendedXMP", XmpOf("out/a.jpg"), StringComparison.Ordinal);
        var after = File.ReadAllBytes(In("out/a.jpg")).AsSpan();
        Assert.True(after.IndexOf(block) > 0 && after.IndexOf(comment) > 0);
        Assert.Equal(80 * 60 * 3, SamplePictures.Read(In("out/a.jpg")).Samples.Length);
    }

    [Fact]
    public async Task BrokenXmp_ThatPromisesMore_IsLeftBehindAndTold()
    {
        File.WriteAllBytes(In("a.jpg"), PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. "<x GCamera:MotionPhoto=1"u8])));
        await Deblur("{a.jpg} -o {out}");

        AssertOneSentence("lacks its XMP, which is broken");
        using var after = Image.NewFromFile(In("out/a.jpg"));
        Assert.False(after.Contains("xmp-data"));
    }

    private string XmpOf(string name)
    {
        using var picture = Image.Jpegload(In(name));
        return Encoding.UTF8.GetString((byte[])picture.Get("xmp-data"));
    }

    /// <summary>As a camera writes it that tells of the map by the index of pictures (MPF) only.</summary>
    private static byte[] WithIndex(byte[] jpeg, byte[] map)
    {
        var length = jpeg.Length + P2IKT.Live.Capture.Pictures.JpegPictures.IndexBytes;
        return PictureBytes.With(jpeg, P2IKT.Live.Capture.Pictures.JpegPictures.Index(2, length, map.Length));
    }
}
