using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Size, pixel shape and orientation.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoShapeTests : VideoTest
{
    [Theory]
    [InlineData("h264", "out.mp4")]
    [InlineData("hevc", "out.mp4")]
    [InlineData("prores", "out.mov")]
    [InlineData("ffv1", "out.mkv")]
    public async Task Rewrite_OfAnOddSize_KeepsThatSize(string codec, string name)
    {
        var input = Make("-f lavfi -i testsrc=size=97x65:rate=25:duration=0.4 -c:v ffv1 -pix_fmt yuv420p in.mkv");
        await Rewrite(input, In(name), codec);
        Assert.Equal(("97", "65"), (Text(Stream(In(name)), "width"), Text(Stream(In(name)), "height")));
        Assert.Equal(10, Times(In(name)).Length);
    }

    [Fact]
    public async Task Rewrite_OfAnOddSizeIntoAnEncoderOfEvenOnes_SaysWhichToChoose()
    {
        var input = Make("-f lavfi -i testsrc=size=97x65:rate=25:duration=0.4 -c:v ffv1 in.mkv");
        var even = VideoCodec.Find("h264") with { Name = "h264-qsv", Encoder = "mpeg4" }; // one that is built in everywhere
        var refused = await Assert.ThrowsAsync<RecordingException>(() => Rewrite(input, In("out.mp4"), even));
        Assert.Contains("odd size 97x65", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("out.mp4", Names());
    }

    [Theory]
    [InlineData("90")]
    [InlineData("180")]
    [InlineData("270")]
    public async Task Rewrite_OfARotatedVideo_TurnsThePixelsOnce(string degrees)
    {
        // Chroma for every pixel: turned before or after the conversion is the same.
        Clip("flat.mp4", more: "-pix_fmt yuv444p -c:v libx264");
        var input = Make($"-i flat.mp4 -c copy -metadata:s:v rotate={degrees} in.mp4");
        Assert.SkipUnless(Stream(input).TryGetProperty("side_data_list", out _), "This ffmpeg writes no rotation this way.");
        await Rewrite(input, In("out.mkv"), "ffv1");
        Assert.False(Stream(In("out.mkv")).TryGetProperty("side_data_list", out _));
        // What ffmpeg shows when it turns the original by itself; both convert colours alike.
        var shown = Pixels(input, $"-vf scale=in_color_matrix=smpte170m:in_range=limited:flags={VideoEncoder.ScaleFlags},format=bgr24");
        Assert.Equal(shown, Pixels(In("out.mkv"), "-pix_fmt bgr24"));
        Assert.Equal(degrees == "180" ? "96" : "64", Text(Stream(In("out.mkv")), "width"));
    }

    [Theory]
    [InlineData(0x10000, 0, 0, 0x10000, "")]
    [InlineData(-0x10000, 0, 0, 0x10000, "hflip")]
    [InlineData(0, 0x10000, -0x10000, 0, "transpose=clock")]
    [InlineData(0, 0x10000, 0x10000, 0, "transpose=cclock_flip")]
    public void Orientation_OfADisplayMatrix_IsItsFilter(int a, int b, int c, int d, string filters) =>
        Assert.Equal(filters, Orientation.Of($"\n00000000: {a} {b} 0\n00000001: {c} {d} 0\n00000002: 0 0 1073741824\n").Filters);

    [Fact]
    public void Orientation_AtAnOddAngle_IsLeftAsItIs()
    {
        var turned = Orientation.Of("\n00000000: 46341 46341 0\n00000001: -46341 46341 0\n00000002: 0 0 1073741824\n");
        Assert.Equal(("", false), (turned.Filters, turned.IsUnderstood));
    }

    [Theory]
    [InlineData("4/3", "out.mp4", "4:3", "2:1")]
    [InlineData("4/3", "out.mkv", "4:3", "2:1")]
    [InlineData("1/1", "out.mp4", "1:1", "3:2")]
    public async Task Rewrite_OfPixelsThatAreNotSquare_KeepsTheirShape(string shape, string name, string sample, string display)
    {
        var input = Clip("in.mp4", more: $"-vf setsar={shape} -c:v libx264");
        await Rewrite(input, In(name));
        Assert.Equal((sample, display), (Text(Stream(In(name)), "sample_aspect_ratio"), Text(Stream(In(name)), "display_aspect_ratio")));
    }

    [Fact]
    public async Task Rewrite_OfASizeThatChangesMidway_ScalesToTheFirst()
    {
        Clip("a.264", more: "-c:v libx264");
        Clip("b.264", size: "48x32", more: "-c:v libx264");
        await File.WriteAllBytesAsync(In("in.264"), [.. await File.ReadAllBytesAsync(In("a.264"), Cancel), .. await File.ReadAllBytesAsync(In("b.264"), Cancel)], Cancel);
        var sizes = new HashSet<FrameSize>();
        var report = await Rewrite(In("in.264"), In("out.mp4"), change: (source, sharp) =>
        {
            sizes.Add(source.Size);
            Identity(source, sharp);
        });
        Assert.Equal(50, report.Frames);
        Assert.Equal([new FrameSize(96, 64)], sizes);
        Assert.Equal(50, Times(In("out.mp4")).Length);
    }

    [Theory]
    [InlineData("clip.mp4", "h264", "clip.mp4")]
    [InlineData("clip.M4V", "h264", "clip.M4V")]
    [InlineData("clip.avi", "h264", "clip.mov")]
    [InlineData("clip.avi", "ffv1", "clip.mkv")]
    [InlineData("clip.webm", "h264", "clip.mkv")]
    [InlineData("clip.mp4", "prores", "clip.mov")]
    [InlineData("clip.mov", "ffv1", "clip.mkv")]
    [InlineData("a.b.MTS", "hevc", "a.b.mp4")]
    public void NameFor_AVideo_KeepsTheExtensionThatCanHoldTheCodec(string input, string codec, string output) =>
        Assert.Equal(output, VideoContainer.NameFor(input, VideoCodec.Find(codec)));

    [Theory]
    [InlineData("out.mp4", "ffv1")]
    [InlineData("out.webm", "h264")]
    [InlineData("out", "h264")]
    public void Of_AContainerThatCannotHoldTheCodec_SaysWhichCan(string output, string codec)
    {
        var refused = Assert.Throws<RecordingException>(() => VideoContainer.Of(output, VideoCodec.Find(codec)));
        Assert.Contains(VideoCodec.Find(codec).Extensions[0], refused.Message, StringComparison.Ordinal);
    }
}
