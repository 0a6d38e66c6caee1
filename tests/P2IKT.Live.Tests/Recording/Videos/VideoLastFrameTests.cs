using System.Globalization;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>A video of variable frame rate says how long its last frame is shown: no frame comes after it to tell.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoLastFrameTests : VideoTest
{
    private const string LastForThreeSeconds = "-fps_mode:v passthrough -enc_time_base:v 1:12800 -bsf:v setts=pts=PTS:dts=DTS:duration=if(eq(NEXT_DTS\\,NOPTS)+gte(PTS\\,12288)\\,50688-PTS\\,DURATION)";

    [Theory]
    [InlineData("-bf 0", "out.mp4", "h264")]
    [InlineData("-bf 2", "out.mp4", "h264")]
    [InlineData("-bf 2", "out.mov", "prores")]
    [InlineData("-bf 2", "out.mkv", "h264")]
    [InlineData("-bf 0", "out.mkv", "ffv1")]
    public async Task LastFrame_ThatIsShownLong_IsSoInTheCopy(string frames, string output, string codec)
    {
        var input = Clip("in.mp4", more: $"-c:v libx264 {frames} {LastForThreeSeconds}");
        Assert.Equal("3.960000", Text(Stream(input), "duration"));
        await Rewrite(input, In(output), codec);
        Assert.Equal(Times(input), Times(In(output)));
        Assert.Equal(3.96, Duration(In(output)), 0.0011);
    }

    [Fact]
    public async Task LastFrame_OfAnOrdinaryVideo_IsShownAsLongAsTheOthers()
    {
        var input = Clip("in.mp4", rate: "30000/1001", seconds: 2, more: "-c:v libx264 -bf 3");
        await Rewrite(input, In("out.mp4"));
        Assert.Equal(Text(Stream(input), "duration"), Text(Stream(In("out.mp4")), "duration"));
    }

    [Fact]
    public async Task LastFrame_OfATrimmedVideo_EndsWhereItWasTrimmed()
    {
        Clip("long.mp4", seconds: 3, more: "-c:v libx264 -g 250");
        var input = Make("-ss 1.2 -i long.mp4 -c copy in.mp4"); // its edit list leaves out what stands before
        await Rewrite(input, In("out.mp4"));
        Assert.Equal(Times(input), Times(In("out.mp4")));
        Assert.Equal(Duration(input), Duration(In("out.mp4")), 0.001);
    }

    private static double Duration(string path) =>
        double.Parse(Text(Probe(path, "-show_format").GetProperty("format"), "duration"), CultureInfo.InvariantCulture);
}
