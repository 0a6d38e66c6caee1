using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Video;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Recording.Videos;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Videos as live source that OpenCV cannot decode, and such as promise more frames than they show.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoCodecTests : VideoTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("in.mkv")]
    [InlineData("in.mp4")]
    [InlineData("in.webm")]
    public async Task Av1_PlaysThroughTheProgram(string name)
    {
        var input = Av1(name);
        Assert.Null(VideoReader.File(input, out var codec));
        Assert.Equal("av01", codec.ToLowerInvariant());
        var source = Open(input, pace: false);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal(Enumerable.Range(0, 25).Select(n => (long)n), log.Sequences);
        Assert.Equal((new FrameSize(96, 64), 25), (source.Description.Size, source.Description.FramesPerSecond));
    }

    [Fact]
    public async Task Av1_ShowsTheColoursOfTheOriginal()
    {
        var input = Av1("in.mkv");
        var expected = Pixels(input, $"-vf scale=in_color_matrix=smpte170m:in_range=limited:flags={VideoDecoder.ScaleFlags},format=bgr24");
        var source = Open(input, pace: false);
        using var frames = source.Frames.Subscribe(frame =>
            Assert.True(frame.Pixels.SequenceEqual(expected.AsSpan((int)frame.Sequence * 96 * 64 * 3, 96 * 64 * 3)), $"frame {frame.Sequence} is another"));
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal(25, source.Captured);
    }

    [Fact]
    public async Task Av1_Paced_IsDueAtItsTimestamps()
    {
        var time = new ManualTime();
        var source = Open(Av1("in.mkv"), time);
        source.Start();
        for (var shown = 1; shown < 5; shown++)
        {
            var wait = await time.NextWait(Cancel);
            Assert.Equal(shown, source.Captured);
            Assert.InRange(wait.TotalMilliseconds, 39, 41);
            time.Advance(wait);
        }
    }

    [Fact]
    public async Task Av1_Looped_BeginsAgain()
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Open(Av1("in.mkv") + "?loop=1", pace: false);
        using var frames = source.Frames.Subscribe(frame =>
        {
            if (frame.Sequence == 60)
                enough.TrySetResult();
        });
        source.Start();
        await enough.Task.WaitAsync(Timeout, Cancel);
        await source.DisposeAsync();
        Assert.Null(source.Failure);
    }

    [Fact]
    public void Av1_WithoutTheProgram_NamesTheCodec()
    {
        var input = Av1("in.mkv");
        var refused = Assert.Throws<CaptureException>(() => VideoFileSource.Open(FrameSources.Registry.Parse(input), Options(), () => VideoPrograms.Require(null, null)));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("codec 'av01'", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Av1_ThatIsSoughtIn_ShowsTheFrameAtThatTime()
    {
        var input = Av1("in.mp4");
        using var reader = FfmpegFileReader.Open(Programs, input);
        for (var n = 0; n < 12; n++)
            Assert.True(reader.Grab(Cancel));
        var twelfth = Shown(reader);
        Assert.Equal(0.44, reader.Position.TotalSeconds, 0.001);
        Assert.True(reader.Grab(Cancel));
        Assert.True(reader.Seek(TimeSpan.FromSeconds(0.44)));
        Assert.True(reader.Grab(Cancel));
        Assert.Equal(0.44, reader.Position.TotalSeconds, 0.001);
        Assert.Equal(twelfth, Shown(reader));
    }

    [Fact]
    public void Av1_SoughtBehindItsEnd_HasNoFrameThere()
    {
        using var reader = FfmpegFileReader.Open(Programs, Av1("in.mp4"));
        Assert.True(reader.Seek(TimeSpan.FromSeconds(30)));
        Assert.False(reader.Grab(Cancel));
        Assert.True(reader.Seek(TimeSpan.Zero));
        Assert.True(reader.Grab(Cancel));
    }

    [Fact]
    public async Task ATrimmedVideo_PlaysToItsEndAndBeginsAgain()
    {
        var input = Trimmed(out var shown);
        var once = Open(input, pace: false);
        await Play(once);
        Assert.Null(once.Failure);
        Assert.Equal(shown, once.Captured);

        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var looped = Open(input + "?loop=1", pace: false);
        using var frames = looped.Frames.Subscribe(frame =>
        {
            if (frame.Sequence == (2 * shown) + 3)
                enough.TrySetResult();
        });
        looped.Start();
        await Task.WhenAny(enough.Task, looped.Ended).WaitAsync(Timeout, Cancel);
        await looped.DisposeAsync();
        Assert.Null(looped.Failure);
        Assert.True(enough.Task.IsCompleted);
    }

    [Fact]
    public async Task ATrimmedVideo_ThatNobodyWatches_IsAsLongAsItIs()
    {
        var source = Track(FrameSources.Open(Trimmed(out var shown), Options(pace: false)));
        source.Demand = new FrameDemand();
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal((shown, shown), (source.Captured, source.Demand.Skipped));
    }

    [Theory]
    [InlineData("in.mkv", "-c:v libx264 -c:a aac")]
    [InlineData("in.flv", "-c:v libx264 -c:a aac")]
    [InlineData("in.wmv", "-c:v wmv2 -c:a wmav2")]
    [InlineData("in.ogv", "-c:v libtheora -c:a libvorbis")]
    [InlineData("in.avi", "-c:v mjpeg -c:a pcm_s16le")]
    [InlineData("in.ts", "-c:v libx264 -c:a aac")]
    public async Task AVideo_WhoseSoundLastsLonger_IsNotCutShort(string name, string codecs)
    {
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=4 -pix_fmt yuv420p {codecs} {name}");
        var source = Open(input, pace: false);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal(25, source.Captured);
    }

    [Theory]
    [InlineData("in.mkv", "-c:v libx264 -g 5 -c:a aac")]
    [InlineData("in.flv", "-c:v libx264 -g 5 -c:a aac")]
    [InlineData("in.wmv", "-c:v wmv2 -g 5 -c:a wmav2")]
    [InlineData("in.avi", "-c:v mjpeg -c:a pcm_s16le")]
    [InlineData("in.mp4", "-c:v libx264 -g 5 -c:a aac -movflags faststart")]
    [InlineData("in.mkv", "-c:v libsvtav1 -g 5 -c:a aac")]
    public async Task AVideo_ThatIsCut_IsToldToBe(string name, string codecs)
    {
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=4 -f lavfi -i sine=duration=4 -pix_fmt yuv420p {codecs} {name}");
        using (var file = new FileStream(input, FileMode.Open))
            file.SetLength(file.Length * 6 / 10);
        var source = Open(input, pace: false);
        await Play(source);
        Assert.Contains("cut short", source.Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.InRange(source.Captured, 20, 90);
    }

    [Fact]
    public async Task RecordingsJoinedOneAfterTheOther_AreNotCutShort()
    {
        foreach (var (name, at) in new[] { ("a.ts", 100), ("b.ts", 20) })
            Clip(name, more: $"-c:v libx264 -output_ts_offset {at}");
        await File.WriteAllBytesAsync(In("in.ts"), [.. await File.ReadAllBytesAsync(In("a.ts"), Cancel), .. await File.ReadAllBytesAsync(In("b.ts"), Cancel)], Cancel);
        var source = Open(In("in.ts"), pace: false);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal(50, source.Captured);
    }

    [Fact]
    public async Task Loop_OfAVideoWhoseLastFrameIsShownLong_ShowsItAsLong()
    {
        var input = Clip("in.mp4", seconds: 0.08, more: "-c:v libx264 -bf 0 -fps_mode:v passthrough -enc_time_base:v 1:12800 -bsf:v setts=pts=PTS:dts=DTS:duration=if(eq(NEXT_DTS\\,NOPTS)\\,12800\\,DURATION)");
        Assert.Equal("1.040000", Text(Stream(input), "duration"));
        var time = new ManualTime();
        var source = Open(input + "?loop=1", time);
        source.Start();
        var first = await time.NextWait(Cancel);
        time.Advance(first);
        var second = await time.NextWait(Cancel);
        Assert.Equal(2, source.Captured);
        Assert.InRange((first + second).TotalSeconds, 1.03, 1.05); // the second frame is due at 0.04 s, and the round ends at 1.04 s
        await source.DisposeAsync();
    }

    private string Av1(string name) => Clip(name, more: "-c:v libsvtav1 -preset 12");

    /// <summary>As a lossless cutter leaves it: whole in the file from the key frame on, with an edit list that begins later.</summary>
    private string Trimmed(out int shown)
    {
        Clip("long.mp4", seconds: 5, more: "-c:v libx264 -g 250");
        var input = Make("-ss 3 -i long.mp4 -c copy in.mp4");
        shown = Times(input).Length;
        Assert.InRange(shown, 49, 51);
        Assert.Equal("125", Text(Stream(input), "nb_frames"));
        return input;
    }

    private static byte[] Shown(FfmpegFileReader reader)
    {
        using var pool = new FramePool(reader.Size, 1);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Assert.True(reader.Retrieve(frame));
            return frame.Draft.ToArray();
        }
    }
}
