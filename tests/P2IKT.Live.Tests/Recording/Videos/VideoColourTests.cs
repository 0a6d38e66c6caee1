using P2IKT.Live.Recording;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Colours come out as they went in, and are called what they were called.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoColourTests : VideoTest
{
    private static readonly string[] Properties = ["color_space", "color_primaries", "color_transfer", "color_range"];

    /// <summary>Luma and chroma for every pixel, so that what is measured is the colours and not the sampling.</summary>
    private static readonly VideoCodec Lossless = VideoCodec.Find("ffv1") with { PixelFormat = "yuv444p" };

    [Theory]
    [InlineData("bt709", "bt709", "tv")]
    [InlineData("smpte170m", "smpte170m", "tv")]
    [InlineData("bt470bg", "bt470bg", "pc")]
    [InlineData("bt709", "bt709", "pc")]
    [InlineData("bt2020nc", "bt2020", "tv")]
    public async Task RoundTrip_ThroughTheFrames_StaysWithinOneStep(string matrix, string primaries, string range)
    {
        // A smooth picture within what RGB can show: luma from a ramp, chroma near grey.
        var full = range == "pc";
        var input = Make($"-f lavfi -i color=black:s=128x96:r=25:d=0.4,format=yuv444p,geq=lum='{(full ? "64+X" : "70+X*0.8")}':cb='128+24*sin((X+N)/9)':cr='128+24*cos(Y/7)' "
            + $"-c:v ffv1 -colorspace {matrix} -color_primaries {primaries} -color_trc bt709 -color_range {range} in.mkv");
        await Rewrite(input, In("out.mkv"), Lossless);
        var (before, after) = (Pixels(input, "-pix_fmt yuv444p"), Pixels(In("out.mkv"), "-pix_fmt yuv444p"));
        Assert.Equal(10 * 128 * 96 * 3, before.Length);
        Assert.Equal(before.Length, after.Length);
        Assert.InRange(before.Zip(after, (x, y) => Math.Abs(x - y)).Max(), 0, 1);
    }

    [Theory]
    [InlineData("h264", "out.mp4", "bt709", "bt709", "bt709", "tv")]
    [InlineData("h264", "out.mp4", "smpte170m", "smpte170m", "smpte170m", "pc")]
    [InlineData("hevc", "out.mp4", "bt2020nc", "bt2020", "smpte2084", "tv")]
    [InlineData("h264", "out.mkv", "bt470bg", "bt470bg", "bt470bg", "tv")]
    [InlineData("prores", "out.mov", "bt709", "bt709", "bt709", "tv")]
    public async Task Copy_OfATaggedVideo_SaysTheSame(string codec, string name, string matrix, string primaries, string transfer, string range)
    {
        var input = Clip("in.mkv", more: $"-c:v ffv1 -colorspace {matrix} -color_primaries {primaries} -color_trc {Option(transfer)} -color_range {range}");
        Assert.Equal([matrix, primaries, transfer, range], Said(input));
        await Rewrite(input, In(name), codec);
        Assert.Equal([matrix, primaries, transfer, range], Said(In(name)));
    }

    [Theory]
    [InlineData("h264", "out.mp4")]
    [InlineData("h264", "out.mkv")]
    public async Task Copy_OfAVideoThatSaysNothing_SaysNothing(string codec, string name)
    {
        var input = Clip("in.mp4", more: "-c:v libx264");
        await Rewrite(input, In(name), codec);
        Assert.All(Said(In(name)).Take(3), said => Assert.Equal("unknown", said));
    }

    [Fact]
    public async Task Copy_IntoAnRgbCodec_ClaimsNoMatrix()
    {
        var input = Clip("in.mp4", more: "-c:v libx264 -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv");
        await Rewrite(input, In("out.mkv"), "ffv1");
        Assert.Equal(["gbr", "bt709", "bt709", "pc"], Said(In("out.mkv")));
    }

    [Fact]
    public async Task Copy_OfAnRgbVideo_IsBt709AndSaysSo()
    {
        var input = Make("-f lavfi -i color=0x4080c0:s=64x48:r=25:d=0.2,format=bgr0 -c:v ffv1 in.mkv");
        await Rewrite(input, In("out.mp4"));
        Assert.Equal(("bt709", "tv"), (Said(In("out.mp4"))[0], Said(In("out.mp4"))[3]));
        var pixels = Pixels(In("out.mp4"), "-vf scale=flags=accurate_rnd+full_chroma_int,format=bgr24");
        Assert.InRange(pixels[0], 0xc0 - 3, 0xc0 + 3);
        Assert.InRange(pixels[1], 0x80 - 3, 0x80 + 3);
        Assert.InRange(pixels[2], 0x40 - 3, 0x40 + 3);
    }

    [Fact]
    public async Task ProRes_OfAFullRangeVideo_IsLimited_AsTheCodecHasNoOther()
    {
        var input = Make("-f lavfi -i color=white:s=64x48:r=25:d=0.2,format=yuvj420p -c:v mjpeg -q:v 1 in.avi");
        await Rewrite(input, In("out.mov"), "prores");
        Assert.InRange(Pixels(In("out.mov"), "-pix_fmt gray")[0], 254, 255);
        Assert.InRange(Pixels(In("out.mov"), "-vf extractplanes=y -pix_fmt gray10le")[1] * 256 + Pixels(In("out.mov"), "-vf extractplanes=y -pix_fmt gray10le")[0], 938, 942);
    }

    [Fact]
    public async Task Rewrite_OfTenBits_SaysThatEightRemain()
    {
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.4 -pix_fmt yuv422p10le -c:v prores_ks in.mov");
        await Rewrite(input, In("out.mov"), "prores");
        Assert.Contains(Told, said => said.Contains("8 of them", StringComparison.Ordinal));
        Assert.Equal(Times(input), Times(In("out.mov")));
    }

    [Fact]
    public async Task Rewrite_OfInterlacedFrames_SaysThatTheyAreTakenWhole()
    {
        var input = Clip("in.mkv", more: "-c:v mpeg2video -flags +ildct+ilme -vf setfield=tff");
        await Rewrite(input, In("out.mkv"));
        Assert.Contains("interlaced", Assert.Single(Told), StringComparison.Ordinal);
        Assert.Equal(Times(input), Times(In("out.mkv")));
    }

    [Fact]
    public async Task Rewrite_OfAStereoscopicVideo_SaysThatTheCopyDoesNotSaySo()
    {
        var input = Clip("in.mkv", more: "-c:v libx264 -metadata:s:v stereo_mode=left_right");
        await Rewrite(input, In("out.mp4"));
        Assert.Contains("Stereo 3D", Assert.Single(Told), StringComparison.Ordinal);
    }

    private static string[] Said(string path) => [.. Properties.Select(name => Text(Stream(path), name))];

    /// <summary>The options call some curves otherwise than ffprobe does.</summary>
    private static string Option(string transfer) => transfer == "bt470bg" ? "gamma28" : transfer;
}
