using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Live;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class LiveSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_OfAFrame_HoldsHeaderPictureMapAndConfidence()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(7);

        var message = await viewer.NextAsync();

        Assert.Equal(7, message.Sequence);
        Assert.Equal(320, message.Header.GetProperty("width").GetInt32());
        Assert.Equal(200, message.Header.GetProperty("height").GetInt32());
        Assert.Equal(40, message.Header.GetProperty("blurWidth").GetInt32());
        Assert.Equal(25, message.Header.GetProperty("blurHeight").GetInt32());
        Assert.Equal(8, message.Header.GetProperty("blurStride").GetInt32());
        Assert.Equal(0, message.Length("source"));
        Assert.Equal(40 * 25 * 2, message.Length("blur"));
        Assert.Equal(40 * 25, message.Length("confidence"));
        Assert.Equal(message.Length("sharp") + message.Length("blur") + message.Length("confidence"), message.Body.Length);
        using var sharp = OpenCvSharp.Cv2.ImDecode(message.Body.AsSpan(0, message.Length("sharp")).ToArray(), OpenCvSharp.ImreadModes.Color);
        Assert.Equal((320, 200), (sharp.Width, sharp.Height));
        Assert.InRange(sharp.At<OpenCvSharp.Vec3b>(100, 160).Item1, 198, 202);
        var map = MemoryMarshal.Cast<byte, Half>(message.Body.AsSpan(message.Length("sharp"), message.Length("blur")));
        Assert.Equal(stage.RadiusAt(20.5 * 8), (float)map[20], 0.01f);
        Assert.Equal(byte.MaxValue, message.Body[^1]); // the stage trusts every radius
    }

    [Fact]
    public async Task NextFrame_BeforeTheAcknowledgement_IsNotSent()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var silent = await RawViewer.ConnectAsync(stage);
        using var prompt = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        Assert.Equal(0, (await silent.NextAsync()).Sequence);
        Assert.Equal(0, (await prompt.NextAsync()).Sequence);
        var unasked = silent.NextAsync();

        for (var sequence = 1; sequence <= 5; sequence++) // the other viewer proves that each of these was sent out
        {
            await prompt.AckAsync(sequence - 1);
            stage.Publish(sequence);
            Assert.Equal(sequence, (await prompt.NextAsync()).Sequence);
        }

        Assert.False(unasked.IsCompleted, "A viewer that has not acknowledged got another frame.");
        await silent.AckAsync(0);
        Assert.Equal(5, (await unasked).Sequence); // the newest, not the next
        Assert.Equal(5, stage.Preview.Presented - 1);
    }

    [Fact]
    public async Task Acknowledgement_OfAPresentedFrame_IsCountedOnceAndTold()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await viewer.NextAsync()).Header.GetProperty("latencyMs").ValueKind);
        await viewer.AckAsync(0);
        await viewer.AckAsync(0);
        await viewer.AckAsync(99);
        stage.Publish(1);
        Assert.True((await viewer.NextAsync()).Header.GetProperty("latencyMs").GetDouble() > 0);
        await viewer.SendAsync("""{"ack":1,"skipped":true}""");
        stage.Publish(2);
        Assert.Equal(2, (await viewer.NextAsync()).Sequence);

        Assert.Equal(1, stage.Preview.Presented);
        Assert.Equal(1, stage.Preview.PresentLatency.Summarize().Count);
        Assert.Equal(3, stage.Preview.EncodeTimes.Summarize().Count);
    }

    [Fact]
    public async Task Want_SourceOnAStandingPicture_SendsThatPictureAgainWithItsSource()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(3);
        await viewer.NextAsync();
        stage.Complete();
        await viewer.SendAsync("""{"ack":3,"want":{"source":true,"blur":false},"later":[1,{"x":2}]}""");

        var again = await viewer.NextAsync();

        Assert.Equal(3, again.Sequence);
        Assert.Equal(0, again.Length("blur"));
        using var source = OpenCvSharp.Cv2.ImDecode(again.Body.AsSpan(again.Length("sharp")).ToArray(), OpenCvSharp.ImreadModes.Color);
        Assert.InRange(source.At<OpenCvSharp.Vec3b>(100, 160).Item1, 58, 62);
    }

    [Fact]
    public async Task NobodyWatching_NothingIsEncoded()
    {
        await using var stage = await PreviewStage.StartAsync();
        for (var sequence = 0; sequence < 20; sequence++)
            stage.Publish(sequence);
        using var viewer = await RawViewer.ConnectAsync(stage);

        Assert.Equal(19, (await viewer.NextAsync()).Sequence); // the last stays for who comes late
        Assert.Equal(1, stage.Preview.EncodeTimes.Summarize().Count);
    }

    [Fact]
    public async Task EncodeTime_IsKnownWhileSomebodyWatches()
    {
        await using var stage = await PreviewStage.StartAsync();
        Assert.Equal(TimeSpan.Zero, stage.Preview.EncodeTime);
        using (var viewer = await RawViewer.ConnectAsync(stage))
        {
            stage.Publish(0);
            await viewer.NextAsync();
            Assert.InRange(stage.Preview.EncodeTime, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30));
        }
        await Poll.UntilAsync(() => stage.Preview.EncodeTime == TimeSpan.Zero, "the viewer has left");
    }

    [Fact]
    public async Task Viewer_VanishingMidFrame_LeavesNothingBehind()
    {
        await using var stage = await PreviewStage.StartAsync(size: new FrameSize(2048, 1536));
        for (var round = 0; round < 5; round++)
        {
            using var doomed = await RawViewer.ConnectAsync(stage);
            stage.Publish(round, paint: Noise);
            await doomed.Socket.ReceiveAsync(new byte[1000], Stop); // the message has begun
            doomed.Socket.Abort();
        }
        await Poll.UntilAsync(() => stage.Preview.Viewers == 0, "the vanished viewers were noticed");

        Assert.InRange(stage.Preview.EncodedOutstanding, 0, 1); // the encoder's own at most
        using var next = await RawViewer.ConnectAsync(stage);
        Assert.Equal(4, (await next.NextAsync()).Sequence);
    }

    [Fact]
    public async Task Viewer_ThatStopsReading_IsCutAfterTheTimeoutAndDelaysNobody()
    {
        var time = new FakeTimeProvider();
        await using var stage = await PreviewStage.StartAsync(
            new PreviewOptions { Port = 0, Time = time, JpegQuality = 100 }, new FrameSize(2560, 1600));
        using var hung = await ConnectWithoutReadingAsync(stage.Url);
        using (var prompt = await RawViewer.ConnectAsync(stage))
        {
            await Poll.UntilAsync(() => stage.Preview.Viewers == 2, "both are attached");
            stage.Publish(0, paint: Noise); // about 10 MB: more than both socket buffers take
            await prompt.NextAsync();
            await prompt.AckAsync(0);
            stage.Publish(1);
            Assert.Equal(1, (await prompt.NextAsync()).Sequence);
            Assert.Equal(2, stage.Preview.Viewers);
            prompt.Socket.Abort(); // it leaves before time is moved on, which would cut its sends too
        }
        await Poll.UntilAsync(() => stage.Preview.Viewers == 1, "only the hung viewer is left");

        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return stage.Preview.Viewers == 0;
        }, "the hung viewer was cut");

        using var next = await RawViewer.ConnectAsync(stage);
        Assert.Equal(1, (await next.NextAsync()).Sequence);
    }

    [Theory]
    [InlineData("nonsense", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("""{"ack":"7"}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("""{"ack":1.5}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("""{"want":{"source":1}}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("""{"ack":1}{"ack":1}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("[]", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("", WebSocketCloseStatus.PolicyViolation)]
    public async Task MalformedMessage_OfAViewer_ClosesWithPolicyViolation(string text, WebSocketCloseStatus status)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);

        await viewer.SendAsync(text);

        Assert.Equal(status, (await viewer.NextAsync()).Close);
    }

    [Fact]
    public async Task HugeMessage_OfAViewer_ClosesAsTooBig()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        await viewer.Socket.SendAsync(new byte[700], WebSocketMessageType.Text, false, Stop);
        await viewer.Socket.SendAsync(new byte[700], WebSocketMessageType.Text, false, Stop);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await viewer.NextAsync()).Close);
    }

    [Fact]
    public async Task BinaryMessage_OfAViewer_ClosesWithPolicyViolation()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        await viewer.Socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, true, Stop);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, (await viewer.NextAsync()).Close);
    }

    [Fact]
    public async Task Viewers_BeyondTheLimit_AreRefusedUntilOneLeaves()
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, MaxViewers = 1, MaxWaiting = 0 });
        using (var first = await RawViewer.ConnectAsync(stage))
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => RawViewer.ConnectAsync(stage));
            Assert.Contains("503", refused.Message, StringComparison.Ordinal);
            await first.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
        }
        await Poll.UntilAsync(() => stage.Preview.Viewers == 0, "the first has left");
        using var second = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        Assert.Equal(0, (await second.NextAsync()).Sequence);
    }

    private static void Noise(Span<byte> pixels) => new Random(1).NextBytes(pixels);

    private static async Task<Socket> ConnectWithoutReadingAsync(Uri url)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /live HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), Stop);
        return socket;
    }
}
