using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reactive.Subjects;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Tests.Preview.Focus;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class WebPreviewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OnATakenPort_NamesItAndAnother()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var failed = await Assert.ThrowsAsync<PreviewException>(() => PreviewStage.StartAsync(new PreviewOptions { Port = port }));

        Assert.Contains($"127.0.0.1:{port}: another program uses that port", failed.Message, StringComparison.Ordinal);
        Assert.Contains("such as 127.0.0.1:", failed.Message, StringComparison.Ordinal);
        Assert.Equal("listen", failed.Setting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_ThatFails_LeavesNothingBehind(bool isCancelled)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var camera = new CameraStub { Magnifier = new PointerStub() };
        var options = new PreviewOptions { Port = isCancelled ? 0 : ((IPEndPoint)other.LocalEndpoint).Port, Camera = camera };
        using var frames = new Subject<DeblurredFrame>();

        var failure = await Record.ExceptionAsync(
            () => WebPreview.StartAsync(frames, static () => throw new NotSupportedException(), options, new CancellationToken(isCancelled)));

        Assert.True(isCancelled ? failure is OperationCanceledException : failure is PreviewException, $"{failure}");
        Assert.False(camera.Taken.HasObservers); // the magnifier has ended
        Assert.False(frames.HasObservers);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.20")]
    [InlineData("::")]
    public async Task Start_WhereOthersReachIt_WithoutAWordOnWhoIsLetIn_IsRefused(string address)
    {
        var refused = await Assert.ThrowsAsync<PreviewException>(
            () => PreviewStage.StartAsync(new PreviewOptions { Address = IPAddress.Parse(address), Port = 0 }));
        Assert.Contains($"Cannot listen on {address}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { Port = 65536 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { Port = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { JpegQuality = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { MaxViewers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { SendTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => new PreviewOptions { Overlays = [HeatMapOverlay.Description, HeatMapOverlay.Description] });
        Assert.Throws<PreviewException>(() => new PreviewOptions { OverlayFolders = ["/nowhere"] });
    }

    [Fact]
    public async Task Dispose_WithViewersAttached_SendsThemAwayQuickly()
    {
        var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, SendTimeout = TimeSpan.FromHours(1) });
        using var waiting = await RawViewer.ConnectAsync(stage);
        using var silent = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        await silent.NextAsync();
        await waiting.NextAsync();
        await waiting.AckAsync(0);
        using var stream = await stage.GetAsync("/stream.mjpg");
        var farewell = waiting.NextAsync();
        var start = Stopwatch.GetTimestamp();

        await stage.DisposeAsync();

        // About one; the web server by itself would wait for 30, the silent viewer for ever.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 25);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await farewell).Close);
    }

    [Fact]
    public async Task Dispose_Twice_DoesNothing()
    {
        await using var stage = await PreviewStage.StartAsync();
        await stage.Preview.DisposeAsync();
        stage.Publish(0); // after it has unsubscribed
        await stage.Preview.DisposeAsync();
    }

    [Fact]
    public async Task Frames_ThatErr_LeaveTheLastPictureStanding()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(4);
        stage.Fail(new CaptureException("The camera is gone."));
        using var viewer = await RawViewer.ConnectAsync(stage);
        Assert.Equal(4, (await viewer.NextAsync()).Sequence);
    }

    /// <summary>What the overlay asks for runs on the encoder's own thread, where nobody could catch it.</summary>
    [Fact]
    public async Task Encoder_WhenAFrameCannotBeEncoded_SkipsItAndGoesOn()
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, SnapshotTimeout = TimeSpan.FromMinutes(5) });
        stage.StatusFails = true;
        stage.Publish(0);
        var asked = stage.GetAsync("/snapshot.jpg?what=overlay");
        await Poll.UntilAsync(() => stage.StatusFailures > 0, "the encoder had met the fault");
        stage.StatusFails = false;
        stage.Publish(1);
        using var overlay = await asked;
        Assert.Equal(HttpStatusCode.OK, overlay.StatusCode);
    }
}
