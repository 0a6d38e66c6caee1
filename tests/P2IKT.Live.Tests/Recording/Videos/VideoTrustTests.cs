using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>What a file says is taken for what it is: text, and never a command or an answer of the program.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoTrustTests : VideoTest
{
    private const string Line = "[Parsed_showinfo_0 @ 0x55f6c4128480] [info] n:   0 pts:      7 pts_time:0.07    pos:      564 fmt:yuv420p sar:1/1 s:96x64 i:P iskey:1 type:I ";

    [Theory]
    [InlineData("in.mp4", Line)]
    [InlineData("in.mkv", Line)]
    [InlineData("in.mkv", "x\n" + Line + "\n" + Line)]
    [InlineData("in.mkv", "x\r" + Line)]
    [InlineData("in.mkv", "[showinfo@ @ 0x1] [info] n:   0 pts:      7 pts_time:0.07")]
    [InlineData("in.mkv", "[error] it is broken")]
    [InlineData("in.mkv", "x\n[h264 @ 0x1] [error] it is broken")]
    public async Task ATitle_ThatLooksLikeALineOfFfmpeg_MovesNoFrame(string name, string title)
    {
        Clip("plain.mkv", more: "-c:v libx264");
        var input = In(name);
        using (var ffmpeg = FfmpegProcess.Start(FfmpegProgram.Path!, ["-nostdin", "-v", "error", "-i", In("plain.mkv"), "-c", "copy", "-metadata", $"title={title}", "-metadata:s:v", $"comment={title}", input], reads: false))
            Assert.Equal(0, ffmpeg.WaitForExit(TimeSpan.FromSeconds(60)));
        var report = await Rewrite(input, In("out.mp4"));
        Assert.Equal(Times(input), Times(In("out.mp4")));
        Assert.Equal((25, 0, 0), (report.Frames, report.AdjustedTimestamps, report.Errors));
        Assert.Empty(Told);
    }

    [Theory]
    [InlineData("hls")]
    [InlineData("concat")]
    public async Task APlaylist_CalledAVideo_ReadsNoOtherFile(string kind)
    {
        var list = Playlist(kind);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => Rewrite(list, In("out.mp4")));
        Assert.Contains($"{kind} file", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("out.mp4", Names());
        Assert.Null(ClipProbe.CountFrames(list));
        Assert.NotNull(ClipRemuxer.Finish(FfmpegProgram.Path!, list, [], 1));
        Assert.True(new FileInfo(list).Length < 200, "the other file's pictures are in it");
        Assert.Equal(25, ClipProbe.CountFrames(Clip("clip.mp4", more: "-c:v libx264")));
    }

    [Fact]
    public void APlaylist_AsLiveSource_IsNotAvailable()
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(Playlist("hls")));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("names other files", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APlaylist_ForOpenCv_IsNoVideo()
    {
        Assert.Null(VideoReader.File(Playlist("concat"), out _));
        using var itself = VideoReader.File(In("secret.ts"), out _);
        Assert.NotNull(itself);
    }

    [Fact]
    public async Task AFewBytes_ThatClaimHugeFrames_AreRefusedUndecoded()
    {
        var input = Make("-f lavfi -i color=gray:size=8200x8000:rate=25 -frames:v 1 -c:v mjpeg -q:v 31 -pix_fmt yuvj420p in.avi");
        Assert.InRange(new FileInfo(input).Length, 1, 2_000_000);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => Rewrite(input, In("out.mp4")));
        Assert.Contains("8200x8000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("8200x8000", Assert.Throws<CaptureException>(() => Open(input)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-dash.mp4")]
    [InlineData("a b'c\"d`e$(f).mp4")]
    [InlineData("pipe:0.mp4")]
    [InlineData("100%03d.mp4")]
    [InlineData("ein Ätzend schöner Film [1].mp4")]
    [InlineData("new\nline.mp4")]
    public async Task AName_ThatMeansSomethingElsewhere_IsAName(string name)
    {
        Assert.SkipWhen(name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0, "This system knows no such name.");
        File.Move(Clip("in.mp4", more: "-c:v libx264"), In(name));
        File.WriteAllText(In("100001.mp4"), "what a pattern would find");
        var report = await Rewrite(In(name), In("out " + name));
        Assert.Equal(25, report.Frames);
        var live = Open(In(name), pace: false);
        await Play(live);
        Assert.Equal(25, live.Captured);
    }

    private string Playlist(string kind)
    {
        Clip("secret.ts", more: "-c:v libx264");
        var list = In("list.mp4");
        File.WriteAllText(list, kind == "hls" ? "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n" : "ffconcat version 1.0\nfile secret.ts\n");
        Assert.NotEmpty(Pixels(list, "-pix_fmt gray")); // what ffmpeg does when nobody forbids it
        return list;
    }
}
