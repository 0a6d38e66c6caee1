using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

public sealed class NetworkSourceTests : FrameTest
{
    [Fact]
    public async Task Stream_Lost_IsRetriedLessAndLessOftenAndResumesOnTheSameObservable()
    {
        await using var server = new MjpegServer();
        var time = new ManualTime();
        var source = Open(server.Uri, time);
        var arrivals = Channel.CreateBounded<(long Sequence, FrameSize Size)>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var states = Channel.CreateUnbounded<ConnectionState>();
        using var frames = source.Frames.Subscribe(frame => arrivals.Writer.TryWrite((frame.Sequence, frame.Size)));
        using var connection = source.Connection.Subscribe(state => states.Writer.TryWrite(state));
        Assert.True(source.Description.IsLive);
        source.Start();
        Assert.Equal(ConnectionState.Connected, await states.Reader.ReadAsync(Cancel));
        Assert.Equal(new FrameSize(64, 48), (await arrivals.Reader.ReadAsync(Cancel)).Size);

        await server.Unplug();
        Assert.Equal(ConnectionState.Lost, await states.Reader.ReadAsync(Cancel));
        foreach (var seconds in (double[])[0.5, 1, 2, 5, 10, 10])
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), await time.NextWait(Cancel));
            if (seconds < 10)
                time.Advance(TimeSpan.FromSeconds(seconds));
            else
                break;
        }
        var before = source.Captured;
        arrivals.Reader.TryRead(out _);
        server.Size = new FrameSize(80, 32);
        server.PlugIn();
        time.Advance(TimeSpan.FromSeconds(10));

        var (sequence, size) = await arrivals.Reader.ReadAsync(Cancel);
        Assert.Equal(new FrameSize(80, 32), size);
        Assert.True(sequence >= before);
        Assert.Equal(ConnectionState.Connected, await states.Reader.ReadAsync(Cancel));
        Assert.Null(source.Failure);

        await server.Unplug();
        Assert.Equal(TimeSpan.FromSeconds(0.5), await time.NextWait(Cancel)); // it was back: the delay begins anew
    }

    [Fact]
    public async Task Dispose_WhileWaitingToRetry_EndsAtOnceWithoutFault()
    {
        await using var server = new MjpegServer();
        var time = new ManualTime();
        var source = Open(server.Uri, time);
        source.Start();
        await server.Unplug();
        await time.NextWait(Cancel);
        await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Null(source.Failure);
    }

    [Fact]
    public void Open_OfAClosedPort_IsNotAvailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open($"http://user:secret@127.0.0.1:{port}/video"));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "401")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", "text/html")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n--b\r\n\r\nnot a jpeg\r\n--b\r\n", "no picture")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "No video came")]
    public async Task Open_OfWhatIsNoMjpeg_SaysWhatCameInstead(string answer, string reported)
    {
        await using var server = new MjpegServer { Answer = answer };
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(server.Uri));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfAPeerThatStaysSilent_GivesUpAfterItsPatience()
    {
        await using var server = new MjpegServer { Answer = null };
        var refused = Assert.Throws<CaptureException>(() => HttpStream.Open(new Uri(server.Uri), null, TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(100), Cancel));
        Assert.Contains("no answer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhileThePeerIsSilent_EndsAtOnce()
    {
        await using var server = new MjpegServer();
        var delivering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Open(server.Uri);
        using var frames = source.Frames.Subscribe(_ => delivering.TrySetResult());
        source.Start();
        await delivering.Task.WaitAsync(Cancel);
        server.Pause();
        await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Cancel); // less than the timeout of a read
        Assert.Null(source.Failure);
    }

    [Fact]
    public void Open_OfRtspThatIsNotThere_IsNotAvailable()
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open("rtsp://127.0.0.1:9/stream"));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
    }

    /// <summary>A camera that sends one picture in ten seconds is not lost between two of them.</summary>
    [Fact]
    public void PictureTimeout_IsMoreThanOnePictureInTenSecondsNeeds() => Assert.True(NetworkSource.PictureTimeout > TimeSpan.FromSeconds(20));
}
