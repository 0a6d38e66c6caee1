using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Sound as cameras and recorders write it: what the container takes goes over, whatever its muxer wants to know first.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoSoundTests : VideoTest
{
    [Theory]
    [InlineData("in.mts", "-c:a ac3", "out.mp4", "ac3")]
    [InlineData("in.m2ts", "-c:a ac3", "out.mov", "ac3")]
    [InlineData("in.ts", "-c:a eac3", "out.mp4", "eac3")]
    [InlineData("in.ts", "-c:a aac", "out.mp4", "aac")]
    [InlineData("in.ts", "-c:a aac", "out.mkv", "aac")]
    [InlineData("in.ts", "-c:a mp2", "out.mp4", "mp3")] // MP4 has one number for both layers
    [InlineData("in.m2ts", "-c:a dca -strict -2", "out.mp4", "dts")]
    [InlineData("in.vob", "-c:v mpeg2video -c:a ac3", "out.mp4", "ac3")]
    [InlineData("in.flv", "-c:a aac", "out.mp4", "aac")]
    [InlineData("in.avi", "-c:v mjpeg -c:a pcm_s16le", "out.mov", "pcm_s16le")]
    [InlineData("in.webm", "-c:v libvpx -c:a libopus", "out.mkv", "opus")]
    [InlineData("in.webm", "-c:v libvpx -c:a libopus", "out.mp4", "opus")]
    public async Task Sound_OfACamera_GoesOverPacketByPacket(string from, string codec, string to, string called)
    {
        var input = Film(from, codec);
        await Rewrite(input, In(to));
        Assert.Empty(Told);
        Assert.Equal(called, Text(Stream(In(to), "a:0"), "codec_name"));
        Assert.Equal(Packets(input), Packets(In(to)));
    }

    [Fact]
    public async Task Sound_InManyTracks_GoesOverWhole()
    {
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=1 -map 0 -map 1 -map 1 -map 1 -c:v libx264 -pix_fmt yuv420p "
            + "-c:a:0 ac3 -c:a:1 aac -c:a:2 mp2 in.ts");
        await Rewrite(input, In("out.mp4"));
        Assert.Empty(Told);
        Assert.Equal(["ac3", "aac", "mp3"], Probe(In("out.mp4"), "-select_streams a -show_streams").GetProperty("streams").EnumerateArray().Select(s => Text(s, "codec_name")));
    }

    [Theory]
    [InlineData(3, "ac3")]
    [InlineData(8, "ac3")] // later than FFmpeg looks by itself
    public async Task Sound_ThatBeginsLate_GoesOver(int seconds, string codec)
    {
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration={seconds + 1} -itsoffset {seconds} -f lavfi -i sine=duration=1 -map 0 -map 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a {codec} in.ts");
        await Rewrite(input, In("out.mp4"));
        Assert.Empty(Told);
        Assert.Equal(codec, Text(Stream(In("out.mp4"), "a:0"), "codec_name"));
    }

    [Fact]
    public async Task Sound_OfAnotherProgram_StaysBehind()
    {
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=1 -map 0 -map 1 -map 1 -c:v libx264 -pix_fmt yuv420p -c:a ac3 "
            + "-program title=one:st=0:st=1 -program title=two:st=2 in.ts");
        await Rewrite(input, In("out.mp4"));
        Assert.Contains("another program", Assert.Single(Told), StringComparison.Ordinal);
        Assert.Equal(2, Probe(In("out.mp4"), "-show_streams").GetProperty("streams").GetArrayLength());
    }

    [Fact]
    public async Task Sound_OfWhichNoPacketIsFound_StaysBehindAlone()
    {
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=32 -itsoffset 31 -f lavfi -i sine=duration=1 -map 0 -map 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a ac3 in.ts");
        var report = await Rewrite(input, In("out.mp4"));
        Assert.Equal(800, report.Frames);
        Assert.Contains("stays behind", Assert.Single(Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sound_ThatTheContainerRefuses_IsToldInTheMuxersWords()
    {
        var input = Film("in.mkv", "-c:a pcm_s16le");
        await Rewrite(input, In("out.mp4"));
        var reported = Assert.Single(Told);
        Assert.Contains("Could not find tag for codec pcm_s16le", reported, StringComparison.Ordinal);
        Assert.DoesNotContain("[mp4", reported, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s16", "pcm_s16le", "out.mkv")]
    [InlineData("s16", "pcm_s16le", "out.mov")]
    [InlineData("s32", "pcm_s24le", "out.mkv")]
    public async Task Samples_ThatADiscPacksInItsOwnWay_AreTheSame(string format, string called, string to)
    {
        var input = Film("in.m2ts", $"-c:a pcm_bluray -sample_fmt {format} -ac 2");
        await Rewrite(input, In(to));
        Assert.Contains($"becomes {called}", Assert.Single(Told), StringComparison.Ordinal);
        Assert.Equal(called, Text(Stream(In(to), "a:0"), "codec_name"));
        Assert.Equal(Sums(input, "-map 0:a -c:a pcm_s24le -f md5"), Sums(In(to), "-map 0:a -c:a pcm_s24le -f md5"));
    }

    [Theory]
    [InlineData("in.mov", "out.mov")]
    [InlineData("in.mp4", "out.mp4")]
    public async Task Timecode_OfACamera_GoesOver(string from, string to)
    {
        var input = Film(from, "-c:a aac -timecode 01:02:03:04");
        Assert.Equal("tmcd", Text(Stream(input, "d:0"), "codec_tag_string"));
        await Rewrite(input, In(to));
        Assert.Empty(Told);
        Assert.Equal("01:02:03:04", Text(Stream(In(to), "d:0").GetProperty("tags"), "timecode"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("-vf select='not(mod(n\\,3))' -fps_mode vfr", true)] // ten frames a second: no numbers are left out at that rate
    public async Task Timecode_ThatLeavesNumbersOut_GoesOverOrIsTold(string how, bool isTold)
    {
        var input = Clip("in.mov", rate: "30000/1001", more: $"{how} -c:v libx264 -timecode 01:00:00;00");
        await Rewrite(input, In("out.mov"));
        Assert.Equal(isTold, Told.Any(reported => reported.Contains("(data, unknown) stays behind", StringComparison.Ordinal)));
        Assert.Equal(isTold ? 1 : 2, Probe(In("out.mov"), "-show_streams").GetProperty("streams").GetArrayLength());
    }

    private string Film(string name, string codec) => Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=1:sample_rate=48000 -c:v libx264 -pix_fmt yuv420p {codec} {name}");

    private static int Packets(string path) => Probe(path, "-select_streams a:0 -show_packets").GetProperty("packets").GetArrayLength();
}
