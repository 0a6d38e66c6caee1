using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Offline;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;
using P2IKT.Live.Tests.Deblur;
using P2IKT.Live.Tests.Recording.Videos;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>The whole job: the real network, the real ffmpeg, a result that appears complete.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoJobTests : VideoTest
{
    private static readonly Model Network = Models.Live;

    [Fact]
    public async Task Run_OfAVideo_WritesWhatTheNetworkMakesOfEachFrame()
    {
        var input = Clip("in.mp4", seconds: 0.4, more: "-c:v libx264");
        await Job(input, In("out.mkv"), "ffv1").RunAsync(new Progress<double>(), Cancel);
        var before = Pixels(input, $"-vf scale=in_color_matrix=smpte170m:in_range=limited:flags={VideoEncoder.ScaleFlags},format=bgr24");
        var after = Pixels(In("out.mkv"), "-pix_fmt bgr24");
        Assert.Equal(10 * 96 * 64 * 3, after.Length);
        using var session = DeblurSessions.Create(Network, new FrameSize(96, 64));
        for (var n = 0; n < 10; n++)
        {
            using var frame = new SingleFrame(session);
            before.AsSpan(n * 96 * 64 * 3, 96 * 64 * 3).CopyTo(frame.Source.Draft);
            frame.Source.Publish(n, 0);
            session.Run(frame.Source, frame.Sharp, frame.Blur);
            Assert.True(frame.Sharp.Pixels.SequenceEqual(after.AsSpan(n * 96 * 64 * 3, 96 * 64 * 3)), $"frame {n} is not what the network makes of it");
        }
    }

    [Theory]
    [InlineData("out.mp4", "h264")]
    [InlineData("out.mov", "prores")]
    [InlineData("out.mkv", "h264")]
    public async Task Run_OfAVideo_LeavesOneCompleteFileThatALaterRunKnows(string name, string codec)
    {
        var input = Clip("in.mp4", more: "-c:v libx264");
        await Job(input, In(name), codec).RunAsync(new Progress<double>(), Cancel);
        Assert.Equal(["in.mp4", name], Names());
        Assert.True(ResultFile.IsDone(input, In(name)));
        Assert.Equal(25, Times(In(name)).Length);
    }

    [Fact]
    public async Task Run_ThatIsStopped_LeavesNothing()
    {
        var input = Clip("in.mp4", seconds: 30, more: "-c:v libx264");
        using var stop = new CancellationTokenSource();
        var job = Job(input, In("out.mp4")).RunAsync(new Stopping(stop), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        Assert.Equal(["in.mp4"], Names());
    }

    [Fact]
    public async Task Run_OfABrokenVideo_IsOneSentenceAndNoFile()
    {
        await File.WriteAllTextAsync(In("in.mp4"), "This is no video.", Cancel);
        Assert.SkipWhen(P2IKT.Live.Capture.Ffmpeg.FfmpegProgram.ProbePath is null, "Needs the program ffprobe.");
        var refused = await Assert.ThrowsAsync<OfflineException>(() => Job(In("in.mp4"), In("out.mp4")).RunAsync(new Progress<double>(), Cancel));
        Assert.Contains("cannot be read as a video", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["in.mp4"], Names());
    }

    [Fact]
    public async Task Run_WithoutFfmpeg_SaysWhatToInstall()
    {
        var job = new VideoJob(In("in.mp4"), In("out.mp4"), new OfflineSettings { Model = Network }, VideoCodec.Find("h264"), Told.Add, () => VideoPrograms.Require(null, null));
        var refused = await Assert.ThrowsAsync<OfflineException>(() => job.RunAsync(new Progress<double>(), Cancel));
        Assert.Contains("install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithMapsAsked_SaysThatVideosHaveNone()
    {
        var input = Clip("in.mp4", seconds: 0.2, more: "-c:v libx264");
        var job = new VideoJob(input, In("out.mp4"), new OfflineSettings { Model = Network, Maps = true }, VideoCodec.Find("h264"), Told.Add);
        await job.RunAsync(new Progress<double>(), Cancel);
        Assert.Contains("--maps", Assert.Single(Told), StringComparison.Ordinal);
    }

    [Fact]
    public void Network_InTiles_GivesWhatTheWholeFrameGives()
    {
        var model = new ModelCatalog(Models.Folder).Find("p2ikt-live-hq");
        var size = new FrameSize(1450, 210); // two tiles across, an odd height of tiles
        var settings = new OfflineSettings { Model = model };
        var pool = Pool(size.Width, size.Height, count: 3);
        Assert.True(pool.TryRent(out var source));
        Assert.True(pool.TryRent(out var whole));
        Assert.True(pool.TryRent(out var tiled));
        using (source)
        using (whole)
        using (tiled)
        {
            Models.Paint(source, 3);
            source.Publish(0, 0);
            using (var network = new VideoNetwork(settings, size))
                network.Run(source, whole);
            using (var network = new VideoNetwork(settings, size, mostPixels: 1000))
                network.Run(source, tiled);
            Assert.InRange(Models.LargestDifference(whole.Pixels, tiled.Pixels), 0, 1);
        }
    }

    private VideoJob Job(string input, string output, string codec = "h264") =>
        new(input, output, new OfflineSettings { Model = Network }, VideoCodec.Find(codec), Told.Add);

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value > 0.05)
                stop.Cancel();
        }
    }
}
