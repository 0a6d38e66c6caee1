using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// Video files that nobody watches for a while, of real codecs: frame n of each carries n in its pixels, as eight grey bars of one bit
/// each, so that a wrong frame shows. The clock is the test's.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class IdleVideoTests : FrameTest
{
    private const int Rate = 25, Frames = 250;
    private readonly TestVideo _video = new();
    private Task<TimeSpan>? _wait; // of the source, announced and not yet over

    [Theory]
    [InlineData("clip.mp4", "libx264", "-g", "50")] // B-frames, whose order in the file is another
    [InlineData("clip.mkv", "libx264", "-g", "250")] // one key frame: whatever is sought, is decoded from the beginning
    [InlineData("clip.ts", "libx264", "-g", "50")] // no index, and timestamps that begin at 1.4 s
    [InlineData("clip.avi", "mjpeg", "-q:v", "2")]
    [InlineData("clip.mov", "prores_ks", "-profile:v", "0")]
    [InlineData("clip.mkv", "libaom-av1", "-cpu-used", "8", "-g", "50")] // through the program ffmpeg
    [InlineData("clip.mjpg", "mjpeg", "-q:v", "2")] // neither index nor timestamps
    public async Task Viewer_WhoComesToAVideo_SeesTheFrameThatIsDue(string name, params string[] codec)
    {
        var source = Play(Make(name, codec), out var time, out var seen, out var demand);
        await AdvanceToAsync(time, source, 120);
        Assert.Empty(seen);
        using (demand.Want())
            await AdvanceToAsync(time, source, 124);
        Assert.Equal([(120, 120), (121, 121), (122, 122), (123, 123)], seen.Take(4));
        await AdvanceToAsync(time, source, 190); // idle once more
        using (demand.Want())
            await AdvanceToAsync(time, source, Frames);
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Null(source.Failure);
        Assert.Equal((Frames, (Frames - 1, Frames - 1)), (source.Captured, seen[^1]));
        Assert.All(seen, frame => Assert.Equal(frame.Sequence, frame.Picture));
    }

    [Theory]
    [InlineData("clip.mp4", "libx264")]
    [InlineData("clip.mjpg", "mjpeg")]
    public async Task Video_ThatNobodyWatches_EndsWithItsLastFrame(string name, string codec)
    {
        var source = Track(FrameSources.Open(Make(name, codec), Options(pace: false)));
        source.Demand = new FrameDemand();
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal((Frames, Frames), (source.Captured, source.Demand.Skipped));
    }

    [Fact]
    public async Task Loop_ThatNobodyWatches_IsCountedRoundByRound()
    {
        var source = Play(Make("clip.mp4", "libx264") + "?loop=1", out var time, out var seen, out var demand);
        await AdvanceToAsync(time, source, (3 * Frames) + 40);
        Assert.Empty(seen);
        using (demand.Want())
            await AdvanceToAsync(time, source, (4 * Frames) + 3);
        Assert.Equal(((3 * Frames) + 40, 40), seen[0]);
        Assert.All(seen, frame => Assert.Equal(frame.Sequence % Frames, frame.Picture));
        await source.DisposeAsync();
    }

    [Fact]
    public async Task File_ThatEndsEarlyUnwatched_FailsNamingHowFarItCame()
    {
        var whole = await File.ReadAllBytesAsync(Make("clip.avi", "mjpeg", "-q:v", "2"), Cancel);
        var source = Track(FrameSources.Open(_video.Raw("half.avi", whole[..(whole.Length / 2)]), Options(pace: false)));
        source.Demand = new FrameDemand();
        await Play(source);
        Assert.Matches(@"'half\.avi' ended after 1[0-4]\d of 250 frames", source.Failure?.Message ?? "");
    }

    [Fact]
    public async Task Viewer_AfterASearchThatTookItsTime_SeesWhatIsDueNow()
    {
        var source = Play(Make("clip.mkv", "libx264", "-g", "250"), out var time, out var seen, out var demand);
        await AdvanceToAsync(time, source, 120);
        using var wanted = demand.Want();
        time.Advance(TimeSpan.FromSeconds(10.0 / Rate)); // as if the search for frame 120 took until frame 129 is due
        _wait = null;
        await AdvanceToAsync(time, source, 131);
        Assert.Equal((129, 129), seen[0]);
        Assert.Equal(129, demand.Skipped);
        await source.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _video.Dispose();
    }

    private FrameSource Play(string uri, out ManualTime time, out List<(long Sequence, long Picture)> seen, out FrameDemand demand)
    {
        var source = Open(uri, time = new ManualTime());
        var numbers = seen = [];
        demand = source.Demand = new FrameDemand();
        source.Frames.Subscribe(frame => numbers.Add((frame.Sequence, NumberIn(frame))));
        source.Start();
        return source;
    }

    /// <summary>Moves the clock frame by frame until so many have been captured, and the source waits for the next or has ended.</summary>
    private async Task AdvanceToAsync(ManualTime time, FrameSource source, int frames)
    {
        while (true)
        {
            _wait ??= time.NextWait(Cancel);
            if (await Task.WhenAny(_wait, source.Ended) != _wait || source.Captured >= frames)
                return;
            time.Advance(await _wait);
            _wait = null;
        }
    }

    private string Make(string name, params string[] codec)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, $"Needs the program ffmpeg: {FfmpegProgram.HowToInstall}.");
        var path = _video.Path(name);
        using var ffmpeg = FfmpegProcess.Start(FfmpegProgram.Path, [
            "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", $"color=black:size=128x16:rate={Rate}:duration={(double)Frames / Rate},format=gray",
            "-vf", "geq=lum='if(mod(floor(N/pow(2,floor(X/16))),2),235,16)'", "-c:v", codec[0], "-pix_fmt", codec[0] switch { "mjpeg" => "yuvj420p", "prores_ks" => "yuv422p10le", _ => "yuv420p" },
            .. codec[1..], path], reads: false);
        Assert.True(ffmpeg.WaitForExit(TimeSpan.FromSeconds(60)) == 0, ffmpeg.LastErrorLine());
        return path;
    }

    private static long NumberIn(Frame frame)
    {
        var number = 0L;
        for (var bit = 0; bit < 8; bit++)
            number |= frame.Pixels[(8 * frame.Stride) + (((bit * 16) + 8) * 3)] > 128 ? 1L << bit : 0;
        return number;
    }
}
