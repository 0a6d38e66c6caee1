using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Every frame comes out once and at its own time.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoTimesTests : VideoTest
{
    private const string H264 = "-c:v libx264 -preset ultrafast", BFrames = "-c:v libx264 -preset medium -bf 3 -g 12";
    private const string Variable = "-vf select='not(eq(mod(n\\,7)\\,3))*not(between(n\\,20\\,29))' -fps_mode vfr ";

    [Theory]
    [InlineData("cfr.mp4", "25", H264)]
    [InlineData("ntsc.mp4", "30000/1001", BFrames)]
    [InlineData("vfr.mp4", "30000/1001", Variable + BFrames)]
    [InlineData("late.mp4", "30000/1001", BFrames + " -output_ts_offset 1.37")]
    [InlineData("late.mov", "24000/1001", H264 + " -output_ts_offset 0.0123 -video_track_timescale 90000")]
    [InlineData("avi.avi", "30000/1001", "-c:v mjpeg")]
    [InlineData("fine.mp4", "1000000/33333", H264 + " -video_track_timescale 1000000")]
    [InlineData("bursts.mkv", "50", "-vf settb=1/1000,setpts=N+floor(N/5)*200 -fps_mode passthrough -enc_time_base 1:1000 -c:v mjpeg")]
    [InlineData("milliseconds.mkv", "60000/1001", BFrames)]
    public async Task Rewrite_IntoAnMp4_KeepsEveryFrameAtItsTime(string name, string rate, string how)
    {
        var input = Clip(name, rate: rate, seconds: 2, more: how);
        var output = In("out.mp4");
        var report = await Rewrite(input, output);
        var times = Times(input);
        Assert.InRange(times.Length, 35, 130);
        Assert.Equal(times.Length, report.Frames);
        Assert.Equal(times, Times(output));
        Assert.Empty(Told);
    }

    [Theory]
    [InlineData("hevc", "out.mp4")]
    [InlineData("prores", "out.mov")]
    public async Task Rewrite_WithAnotherCodec_KeepsEveryFrameAtItsTime(string codec, string output)
    {
        var input = Clip("in.mp4", rate: "30000/1001", more: Variable + BFrames + " -output_ts_offset 0.7");
        await Rewrite(input, In(output), codec);
        Assert.Equal(Times(input), Times(In(output)));
    }

    [Theory]
    [InlineData("h264")]
    [InlineData("ffv1")]
    public async Task Rewrite_IntoMatroska_RoundsTimesToItsMilliseconds(string codec)
    {
        var input = Clip("in.mp4", rate: "30000/1001", seconds: 2, more: Variable + BFrames + " -output_ts_offset 0.7");
        await Rewrite(input, In("out.mkv"), codec);
        var (expected, had) = (Seconds(input), Seconds(In("out.mkv")));
        Assert.Equal(expected.Length, had.Length);
        Assert.All(expected.Zip(had), pair => Assert.InRange(pair.Second - pair.First, -0.00051, 0.00051));
    }

    [Fact]
    public async Task Rewrite_FromMatroskaToMatroska_KeepsTimesExactly()
    {
        var input = Clip("in.mkv", rate: "30000/1001", seconds: 2, more: Variable + BFrames);
        await Rewrite(input, In("out.mkv"), "ffv1");
        Assert.Equal(Times(input), Times(In("out.mkv")));
    }

    [Fact]
    public async Task Rewrite_OfSoundThatBeginsBeforeThePicture_MovesNeither()
    {
        // AAC begins 1024 samples early.
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=1 {H264} -c:a aac in.mp4");
        await Rewrite(input, In("out.mkv"), "h264");
        Assert.Equal(Times(input), Times(In("out.mkv")));
    }

    [Theory]
    [InlineData("out.mkv")]
    [InlineData("out.mp4")]
    public async Task Encoder_OfTimesBelowZero_MovesThemAllToZero(string output)
    {
        // 12800 ticks a second; no container of ours holds such times, but a demuxer may make them up.
        var input = Clip("in.mp4", more: H264);
        var codec = VideoCodec.Find("h264");
        var target = new VideoTarget { Path = In(output), Codec = codec, Container = VideoContainer.Of(output, codec) };
        var pool = Pool(96, 64);
        using (var encoder = new VideoEncoder(Programs, await VideoProbe.ReadAsync(Programs, input, Cancel), target, firstTime: -14_336))
        {
            foreach (var time in new long[] { -14_336, -13_824, -12_800, 0, 512 })
            {
                using var frame = Published(pool);
                encoder.Write(frame, [], time);
            }
            encoder.Finish();
        }
        Assert.Equal([0, 0.04, 0.12, 1.12, 1.16], Seconds(In(output)));
    }

    [Fact]
    public async Task Rewrite_OfFrames_KeepsTheirOrderAndEachOnce()
    {
        var input = Clip("in.mp4", seconds: 3, more: BFrames);
        await Rewrite(input, In("out.mkv"), "ffv1");
        var convert = "-vf scale=in_color_matrix=smpte170m:in_range=limited:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=bgr24 -fps_mode passthrough -f framemd5";
        string[] Sum(string path, string how) => [.. Sums(path, how).Select(line => line.Split(',')[^1])];
        var expected = Sum(input, convert);
        Assert.Equal(75, expected.Distinct().Count());
        Assert.Equal(expected, Sum(In("out.mkv"), "-pix_fmt bgr24 -fps_mode passthrough -f framemd5"));
    }

    [Fact]
    public async Task Rewrite_OfTimestampsThatDoNotRise_MovesThemByATickAndSaysSo()
    {
        Clip("rising.mkv", more: "-c:v mjpeg");
        var input = Make("-i rising.mkv -c copy -bsf:v setts=ts=floor(N/2)*80 in.mkv");
        var times = Times(input);
        Assert.Equal((25, 13), (times.Length, times.Distinct().Count()));
        var report = await Rewrite(input, In("out.mp4"));
        Assert.Equal(times.Length, Times(In("out.mp4")).Distinct().Count());
        Assert.Equal(12, report.AdjustedTimestamps);
        Assert.Contains("do not rise", Assert.Single(Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrite_ToldItsProgress_RisesToOne()
    {
        var input = Clip("in.mp4", seconds: 2, more: H264 + " -output_ts_offset 3");
        var video = await VideoProbe.ReadAsync(Programs, input, Cancel);
        var reported = new List<double>();
        using var rewrite = await VideoTranscoder.CreateAsync(Programs, video, VideoCodec.Find("h264"), Identity, Cancel);
        await rewrite.RunAsync(In("out.mp4"), VideoContainer.Of("out.mp4", VideoCodec.Find("h264")), new Listener(reported), notice => Told.Add(notice.Text), Cancel);
        Assert.Equal(reported.Order(), reported);
        Assert.Equal(51, reported.Count);
        Assert.InRange(reported[25], 0.45, 0.55);
        Assert.Equal(1, reported[^1]);
    }

    private static double[] Seconds(string path) => [.. Times(path).Select(time => double.Parse(time, CultureInfo.InvariantCulture))];

    private sealed class Listener(List<double> reported) : IProgress<double>
    {
        public void Report(double value) => reported.Add(value);
    }
}
