using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Tests.Live;

/// <summary>The real pipeline with a preview that nobody watches, and with those who come and go.</summary>
/// <remarks>
/// P2IKT_MEASURE holds the idle cost to what is promised, for which the machine must be free, and takes 20 s instead of 2.
/// </remarks>
[CollectionDefinition(nameof(IdleTests), DisableParallelization = true)]
[Collection(nameof(IdleTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class IdleTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly bool Strict = Environment.GetEnvironmentVariable("P2IKT_MEASURE") is not null;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly HttpClient _client = new();
    private DirectoryInfo? _folder;
    private LivePipeline? _pipeline;
    private Task? _running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithNobodyWatching_DeblursNothingAndAccountsForEveryFrame()
    {
        var pipeline = await StartAsync("test:?size=96x64&fps=120");
        await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > 30, "frames pass idle");
        await _stop.CancelAsync();
        await _running!.WaitAsync(Timeout, Cancel);

        var frames = pipeline.Measure().Frames;
        Assert.Equal((0L, 0L, frames.Captured), (frames.Deblurred, frames.Dropped, frames.Idle));
    }

    [Fact]
    public async Task Snapshot_OfAnIdlePreview_IsMadeForIt()
    {
        var pipeline = await StartAsync("test:?size=96x64&fps=60");
        for (var i = 0; i < 3; i++)
        {
            var idle = pipeline.Measure().Frames.Idle;
            await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > idle + 5, "frames pass idle");
            var before = pipeline.Measure().Frames.Deblurred;
            using var answer = await _client.GetAsync(new Uri("/snapshot.jpg", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(pipeline.Measure().Frames.Deblurred > before, "The picture was of another time.");
        }
    }

    [Fact]
    public async Task Viewer_WhoComesToAnIdlePreview_SeesAPictureWithinAFewFramesAndLeavesItIdle()
    {
        var pipeline = await StartAsync("test:?size=96x64&fps=30");
        await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > 5, "frames pass idle");
        using (var socket = new ClientWebSocket())
        {
            await socket.ConnectAsync(new Uri($"ws://{pipeline.Url!.Authority}/live"), Cancel);
            await socket.ReceiveAsync(new byte[1 << 20], Cancel).WaitAsync(Timeout, Cancel);
            Assert.InRange(pipeline.Measure().Frames.Deblurred, 1, long.MaxValue);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        }
        await IsIdleAgainAsync(pipeline);
    }

    [Fact]
    public async Task Stream_OfMjpeg_WantsFramesWhileItIsOpen()
    {
        var pipeline = await StartAsync("test:?size=96x64&fps=30");
        using (var answer = await _client.GetAsync(new Uri("/stream.mjpg", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            var deblurred = pipeline.Measure().Frames.Deblurred;
            await Poll.UntilAsync(() => pipeline.Measure().Frames.Deblurred > deblurred + 5, "frames pass idle");
        }
        await IsIdleAgainAsync(pipeline);
    }

    [Theory]
    [InlineData("test:?size=1024x680")]
    [InlineData("1280x720")]
    [InlineData("1920x1080")]
    public async Task Run_WithNobodyWatching_CostsNextToNothing(string what)
    {
        var pipeline = await StartAsync(what.StartsWith("test:", StringComparison.Ordinal) ? what : $"file:{Film(what)}?loop=1");
        // A video is decoded for its first seconds, and once at its end.
        await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > (Strict ? 400 : 75), "frames pass idle");
        using var process = Process.GetCurrentProcess();
        var (before, began, idle) = (process.TotalProcessorTime, Stopwatch.GetTimestamp(), pipeline.Measure().Frames.Idle);
        await Task.Delay(TimeSpan.FromSeconds(Strict ? 20 : 2), Cancel);
        process.Refresh();
        var elapsed = Stopwatch.GetElapsedTime(began);
        var share = (process.TotalProcessorTime - before) / elapsed;
        var rate = (pipeline.Measure().Frames.Idle - idle) / elapsed.TotalSeconds;
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{what} idle at {rate:0.0} fps: {100 * share:0.0} % of a core"));

        Assert.Equal(0, pipeline.Measure().Frames.Deblurred);
        Assert.True(!Strict || share < 0.05, $"{100 * share:0.0} % of a core");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await _running.WaitAsync(Timeout, CancellationToken.None);
        if (_pipeline is not null)
        {
            await _pipeline.DisposeAsync();
            Assert.Equal(0, _pipeline.Outstanding);
        }
        _client.Dispose();
        _stop.Dispose();
        _folder?.Delete(recursive: true);
    }

    /// <summary>Ten seconds of noisy H.264 at 30 fps.</summary>
    private string Film(string size)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, $"Needs the program ffmpeg: {FfmpegProgram.HowToInstall}.");
        _folder = Directory.CreateTempSubdirectory("p2ikt-idle-");
        var path = Path.Combine(_folder.FullName, "film.mp4");
        using var ffmpeg = FfmpegProcess.Start(FfmpegProgram.Path, [
            "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", $"testsrc2=size={(Strict ? size : "160x96")}:rate=30:duration=10",
            "-vf", "noise=alls=8:allf=t", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path], reads: false);
        Assert.True(ffmpeg.WaitForExit(Timeout) == 0, ffmpeg.LastErrorLine());
        return path;
    }

    private async Task<LivePipeline> StartAsync(string source)
    {
        _pipeline = await LivePipeline.StartAsync(new LiveOptions { Source = source, Listen = new IPEndPoint(IPAddress.Loopback, 0) }, Cancel);
        _running = _pipeline.RunAsync(_stop.Token);
        _client.BaseAddress = _pipeline.Url;
        return _pipeline;
    }

    private static async Task IsIdleAgainAsync(LivePipeline pipeline)
    {
        var idle = pipeline.Measure().Frames.Idle;
        await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > idle + 10, "frames pass idle");
        // Frames that were under way may take their time on a busy machine; then none comes any more.
        for (long deblurred = -1, began = Stopwatch.GetTimestamp(); pipeline.Measure().Frames.Deblurred != deblurred;)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Timeout, "It goes on deblurring.");
            (deblurred, idle) = (pipeline.Measure().Frames.Deblurred, pipeline.Measure().Frames.Idle);
            await Poll.UntilAsync(() => pipeline.Measure().Frames.Idle > idle + 10, "frames pass idle");
        }
    }
}
