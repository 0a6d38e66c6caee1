using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoFileTests : FrameTest
{
    private readonly TestVideo _video = new();

    [Theory]
    [InlineData("avi")]
    [InlineData("mp4")]
    public async Task Open_OfAVideo_DeliversEveryFrameInOrder(string container)
    {
        var path = container == "avi" ? _video.Avi() : _video.Mp4();
        var greys = new List<int>();
        var source = Open(path, pace: false);
        var log = new FrameLog(frame => greys.Add(frame.Pixels[frame.Stride * 20]));
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal([0, 1, 2, 3, 4], log.Sequences);
        Assert.All(greys.Select((grey, n) => Math.Abs(grey - TestVideo.Grey(n))), error => Assert.InRange(error, 0, 4));
        Assert.Equal((new FrameSize(64, 48), 25, false), (source.Description.Size, source.Description.FramesPerSecond, source.Description.IsLive));
        Assert.Equal(5, source.CaptureTimes.Summarize().Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(33, 17)]
    [InlineData(2, 3)]
    public async Task Open_OfAnOddSize_DeliversThatSize(int width, int height)
    {
        var source = Open(_video.Avi(width, height, frames: 2), pace: false);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal([new FrameSize(width, height), new FrameSize(width, height)], log.Sizes);
    }

    [Fact]
    public async Task Open_OfAFileUriWithQuestionMarkInItsName_Works()
    {
        var odd = _video.Path("wie? so: x.avi");
        File.Move(_video.Avi(frames: 1), odd);
        foreach (var uri in new[] { odd, "file:" + odd, odd + "?loop=0" })
        {
            var source = Open(uri, pace: false);
            await Play(source);
            Assert.Equal(1, source.Captured);
        }
    }

    [Fact]
    public async Task Open_OfARotatedVideo_DeliversItUpright()
    {
        var file = await File.ReadAllBytesAsync(_video.Mp4(64, 48), Cancel);
        var header = file.AsSpan().IndexOf("tkhd"u8);
        int[] quarterTurn = [0, 0x10000, 0, -0x10000, 0, 0, 48 << 16, 0, 0x40000000]; // ISO 14496-12, 8.3.2
        for (var i = 0; i < quarterTurn.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(header + 44 + (4 * i)), quarterTurn[i]);
        var source = Open(_video.Raw("turned.mp4", file), pace: false);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Equal(new FrameSize(48, 64), source.Description.Size);
        Assert.All(log.Sizes, size => Assert.Equal(new FrameSize(48, 64), size));
        Assert.Equal(5, log.Sizes.Count);
    }

    [Fact]
    public async Task Frames_ThatChangeSizeMidway_AreBroughtToTheFirstOnes()
    {
        FrameSize small = new(32, 16), large = new(64, 48);
        var source = Open(_video.Mjpeg(small, small, large, large, small), pace: false);
        var log = new FrameLog(frame => Assert.InRange(frame.Pixels[^1], 95, 105));
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal([small, small, small, small, small], log.Sizes); // FFmpeg scales inside one file
    }

    [Fact]
    public async Task Frames_Paced_AreDueAtTheirTimestamps()
    {
        var time = new ManualTime();
        var source = Open(_video.Avi(frames: 3), time);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        source.Start();
        for (var shown = 1; shown < 3; shown++)
        {
            var wait = await time.NextWait(Cancel);
            Assert.Equal(shown, log.Sequences.Count);
            Assert.InRange(wait.TotalMilliseconds, 39.9, 40.1);
            time.Advance(wait);
        }
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(3, log.Sequences.Count);
    }

    [Fact]
    public async Task Dispose_WhileWaitingForATimestamp_EndsAtOnce()
    {
        var time = new ManualTime();
        var source = Open(_video.Avi(frames: 3), time);
        source.Start();
        await time.NextWait(Cancel);
        await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Null(source.Failure);
        Assert.Equal(1, source.Captured);
    }

    [Fact]
    public async Task Loop_BeginsAgainWithTheNumberingGoingOn()
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Open(_video.Avi(frames: 2) + "?loop=1", pace: false);
        var log = new FrameLog(frame =>
        {
            if (frame.Sequence == 6)
                enough.TrySetResult();
        });
        using var frames = source.Frames.Subscribe(log);
        source.Start();
        await enough.Task.WaitAsync(Cancel);
        await source.DisposeAsync();
        Assert.Null(source.Failure);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], log.Sequences.Take(7));
    }

    [Fact]
    public async Task File_ThatEndsEarly_FailsNamingHowFarItCame()
    {
        var whole = await File.ReadAllBytesAsync(_video.Avi(frames: 20), Cancel);
        var source = Open(_video.Raw("half.avi", whole[..(whole.Length / 2)]), pace: false);
        await Play(source);
        Assert.Equal(FaultKind.Failed, source.Failure?.Kind);
        Assert.Matches(@"'half\.avi' ended after \d+ of \d+ frames", source.Failure!.Message);
        Assert.True(source.Captured > 0);
    }

    [Fact]
    public void Open_OfAVideoWithoutItsIndex_IsNotAvailable()
    {
        var whole = File.ReadAllBytes(_video.Mp4());
        Refused(_video.Raw("half.mp4", whole[..(whole.Length / 2)]));
    }

    [Fact]
    public void Open_OfAnAbsentFile_IsNotAvailable() => Refused(_video.Path("none.mp4"));

    [Fact]
    public void Open_OfAFolder_IsNotAvailable() => Refused(Path.GetTempPath());

    [Fact]
    public void Open_OfAnEmptyFile_IsNotAvailable() => Refused(_video.Raw("empty.mp4", []));

    [Fact]
    public void Open_OfALinkToAPipe_IsNotAvailable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_video.Path("pipe")]))
            made.WaitForExit();
        File.CreateSymbolicLink(_video.Path("link.mp4"), _video.Path("pipe")); // as /dev/stdin is
        Refused(_video.Path("link.mp4"));
    }

    [Fact]
    public void Open_OfSomethingElse_IsNotAvailable() => Refused(_video.Raw("text.mp4", "not a film"u8.ToArray()));

    [Fact]
    public async Task Frames_OfALongFile_AllocateNextToNothing()
    {
        var before = 0L;
        var spent = 0L;
        var options = new SourceOptions { Pace = false };
        var source = Track(FrameSources.Open(_video.Avi(frames: 120), options));
        using var frames = source.Frames.Subscribe(frame =>
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (frame.Sequence == 20)
                before = now;
            spent = now - before;
        });
        await Play(source);
        Assert.InRange(spent / 99, 0, 64);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _video.Dispose();
    }

    private static void Refused(string uri)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains(Path.GetFileName(uri), refused.Message, StringComparison.Ordinal);
    }
}
