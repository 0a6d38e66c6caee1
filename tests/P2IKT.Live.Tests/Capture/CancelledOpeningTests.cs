using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Testing;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Opening is cancelled within a second, whatever does not answer; what opens later is released.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CancelledOpeningTests : TetheredTest
{
    private const int Attempts = 3; // a busy machine may be late once
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("test:")]
    [InlineData("clip.mp4")]
    [InlineData("camera:0")]
    [InlineData("folder:/mnt/share")]
    [InlineData("http://10.0.0.1/video")]
    [InlineData("gphoto2:")]
    public async Task Open_OfAnyKindThatBlocks_IsCancelledWithinASecond(string uri)
    {
        using var release = new ManualResetEventSlim();
        var blocked = new BlockedProvider(FrameSources.Registry.Find(FrameSources.Registry.Parse(uri, static _ => false).Scheme)!, release, Opened);
        var registry = new SourceRegistry(blocked);
        try
        {
            await AssertCancelledInTime(stop => registry.OpenAsync(registry.Parse(uri, static _ => false), Options(), stop), () => blocked.NextOpening().WaitAsync(Timeout, Cancel));
        }
        finally
        {
            release.Set();
        }
        await blocked.AllEnded.WaitAsync(Timeout, Cancel); // each was disposed, though nobody waits for it
    }

    [Theory]
    [InlineData("http")]
    [InlineData("rtsp")]
    public async Task Open_OfAnAddressThatSaysNothing_IsCancelledWithinASecond(string scheme)
    {
        Assert.SkipWhen(scheme == "rtsp" && FfmpegProgram.Path is null, "There is no ffmpeg.");
        using var listener = new TcpListener(IPAddress.Loopback, 0); // accepts, and says nothing
        listener.Start();
        List<TcpClient> clients = [];
        await AssertCancelledInTime(
            stop => FrameSources.OpenAsync($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", Options(), stop),
            async () => clients.Add(await listener.AcceptTcpClientAsync(Cancel).AsTask().WaitAsync(Timeout, Cancel)));
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Open_OfACameraThatAnswersSlowly_IsCancelledWithinASecond()
    {
        Camera.Manners.AnswerTime = TimeSpan.FromSeconds(1.5); // libgphoto2 waits 2.5 s for each of its answers, and needs a dozen of them
        var sessions = 0u;
        await AssertCancelledInTime(
            stop => FrameSources.OpenAsync(Camera.Uri, Tethered(), stop),
            async () =>
            {
                await Poll.UntilAsync(() => Camera.Sessions > sessions, "the camera is being opened");
                sessions = Camera.Sessions;
            });
    }

    [Fact]
    public async Task Open_OfWhatFailsAfterItWasCancelled_IsNotReported()
    {
        using var release = new ManualResetEventSlim();
        var blocked = new BlockedProvider(FrameSources.Registry.Find("test")!, release, static () => throw new CaptureException("It failed late."));
        using var stop = new CancellationTokenSource();
        var opening = new SourceRegistry(blocked).OpenAsync("test:", null, stop.Token);
        await blocked.NextOpening().WaitAsync(Timeout, Cancel);
        await stop.CancelAsync();
        release.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Timeout, Cancel));
    }

    private ScriptedSource Opened() => Track(new ScriptedSource(Pool(), static (_, _) => { }));

    private async Task AssertCancelledInTime(Func<CancellationToken, Task<FrameSource>> open, Func<Task> isOpening)
    {
        List<TimeSpan> times = [];
        while (times.Count < Attempts && times.All(static time => time > Limit))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var opening = Task.Run(() => open(stop.Token), Cancel);
            await isOpening();
            var since = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Timeout, Cancel));
            times.Add(Stopwatch.GetElapsedTime(since));
        }
        Assert.Contains(times, static time => time <= Limit);
    }

    /// <summary>A kind of source as it is, that blocks while it opens and does not look at the cancellation.</summary>
    private sealed class BlockedProvider(ISourceProvider kind, ManualResetEventSlim release, Func<FrameSource> opened) : ISourceProvider
    {
        private readonly Channel<string> _openings = Channel.CreateUnbounded<string>();
        private readonly List<TaskCompletionSource<FrameSource>> _sources = [];

        public string Kind => kind.Kind;

        public IReadOnlyList<string> Schemes => kind.Schemes;

        public IReadOnlyList<SourceEntry> Usage => kind.Usage;

        public Task AllEnded
        {
            get
            {
                lock (_sources)
                    return Task.WhenAll(_sources.Select(static async source => await (await source.Task).Ended));
            }
        }

        public SourceUri Read(SourceText text) => kind.Read(text);

        public Task<string> NextOpening() => _openings.Reader.ReadAsync().AsTask();

        public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation)
        {
            var source = new TaskCompletionSource<FrameSource>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_sources)
                _sources.Add(source);
            _openings.Writer.TryWrite(uri.Target);
            release.Wait(CancellationToken.None);
            source.SetResult(opened());
            return new(source.Task);
        }
    }
}
