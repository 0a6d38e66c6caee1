using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>Who watches, and who gets a place.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ViewerListTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NamesEachViewer()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        using var watching = await ConnectAsync(access, access.Watch, "?page=screen");
        using var controlling = await ConnectAsync(access, access.Control, "?page=live");
        using var other = await ConnectAsync(access, access.Control, "?page=<script>");
        foreach (var socket in new[] { watching, controlling, other })
            await socket.ReceiveAsync(new byte[1 << 20], Stop);

        using var list = JsonDocument.Parse(await (await access.GetAsync("/api/viewers", AccessStage.TokenOf(access.Control)))
            .Content.ReadAsStringAsync(Stop));
        var viewers = list.RootElement.EnumerateArray().ToList();
        Assert.Equal(["watch", "control", "control"], viewers.Select(static viewer => viewer.GetProperty("role").GetString()));
        Assert.Equal(["screen", "live", "program"], viewers.Select(static viewer => viewer.GetProperty("page").GetString()));
        Assert.All(viewers, static viewer =>
        {
            Assert.Equal("127.0.0.1", viewer.GetProperty("address").GetString());
            Assert.Equal(320, viewer.GetProperty("width").GetInt32());
            Assert.Equal(200, viewer.GetProperty("height").GetInt32());
            Assert.True(viewer.GetProperty("bytes").GetInt32() > 1000);
            Assert.True(viewer.GetProperty("framesPerSecond").GetDouble() >= 0);
        });
    }

    [Fact]
    public async Task Viewer_ThatHasGone_LeavesTheList()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        using (var socket = await ConnectAsync(access, access.Watch))
        {
            await socket.ReceiveAsync(new byte[1 << 20], Stop);
            Assert.Equal(1, access.Stage.Preview.Viewers);
            socket.Abort(); // the tablet's battery is empty
        }
        await Poll.UntilAsync(() => access.Stage.Preview.Viewers == 0, "the viewer had left");
    }

    [Fact]
    public async Task Watchers_ThatTakeAllPlaces_DoNotLockControlOut()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 2 });
        access.Stage.Publish(0);
        using var first = await ConnectAsync(access, access.Watch);
        using var second = await ConnectAsync(access, access.Watch);
        await Poll.UntilAsync(() => access.Stage.Preview.Viewers == 2, "both were watching");
        using var third = await ConnectAsync(access, access.Watch); // in line

        using var control = await ConnectAsync(access, access.Control);

        Assert.Equal(WebSocketMessageType.Binary, (await control.ReceiveAsync(new byte[1 << 20], Stop)).MessageType);
        Assert.Equal(WebSocketMessageType.Close, await LastAsync(second)); // the newest one gave its place
        Assert.Equal(2, access.Stage.Preview.Viewers);
    }

    [Fact]
    public async Task Viewer_ThatHasStalled_GivesItsPlace()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1, StallTimeout = TimeSpan.Zero });
        access.Stage.Publish(0);
        using var stalled = await ConnectAsync(access, access.Watch);
        await stalled.ReceiveAsync(new byte[1 << 20], Stop); // and never acknowledges
        using var next = await ConnectAsync(access, access.Watch);
        Assert.Equal(WebSocketMessageType.Binary, (await next.ReceiveAsync(new byte[1 << 20], Stop)).MessageType);
        Assert.Equal(WebSocketMessageType.Close, await LastAsync(stalled));
    }

    [Fact]
    public async Task Controls_ThatTakeAllPlaces_KeepThem()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1, MaxWaiting = 0 });
        access.Stage.Publish(0);
        using var first = await ConnectAsync(access, access.Control);
        await first.ReceiveAsync(new byte[1 << 20], Stop);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(access, access.Control));
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hundred_AreListed_AndWhoeverLeavesGivesItsPlaceToTheNext()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        var viewers = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < 100; i++)
                viewers.Add(await ConnectAsync(access, access.Watch));
            await Poll.UntilAsync(async () => (await ListAsync(access)).Count == 100, "all were listed");
            var lines = (await ListAsync(access)).ConvertAll(static viewer => viewer.GetProperty("waiting").ValueKind == JsonValueKind.Null
                ? 0 : viewer.GetProperty("waiting").GetInt32());
            Assert.Equal([.. Enumerable.Repeat(0, 16), .. Enumerable.Range(1, 84)], lines);
            Assert.Equal(16, access.Stage.Preview.Viewers);
            Assert.Equal(WebSocketMessageType.Binary, (await viewers[0].ReceiveAsync(new byte[1 << 20], Stop)).MessageType);
            Assert.Equal("""{"waiting":1,"watching":16}""", await TextAsync(viewers[16]));

            var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(access, access.Watch));
            Assert.Contains("503", refused.Message, StringComparison.Ordinal);

            viewers[5].Abort();
            Assert.Equal("""{"waiting":0,"watching":16}""", await TextAsync(viewers[16]));
            Assert.Equal(WebSocketMessageType.Binary, (await viewers[16].ReceiveAsync(new byte[1 << 20], Stop)).MessageType);
        }
        finally
        {
            viewers.ForEach(static viewer => viewer.Dispose());
        }
    }

    [Fact]
    public async Task Line_LetsControlAhead_AndMovesUpWhenOneLeavesIt()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1, MaxWaiting = 2 });
        access.Stage.Publish(0);
        using var first = await ConnectAsync(access, access.Control);
        using var watcher = await ConnectAsync(access, access.Watch);
        Assert.Equal("""{"waiting":1,"watching":1}""", await TextAsync(watcher));
        using var control = await ConnectAsync(access, access.Control);
        Assert.Equal("""{"waiting":1,"watching":1}""", await TextAsync(control));
        Assert.Equal("""{"waiting":2,"watching":1}""", await TextAsync(watcher));

        control.Abort();
        Assert.Equal("""{"waiting":1,"watching":1}""", await TextAsync(watcher));

        using var second = await ConnectAsync(access, access.Control);
        using var third = await ConnectAsync(access, access.Control); // the line is full: the one that only watches leaves it
        Assert.Equal("""{"waiting":2,"watching":1}""", await TextAsync(third));
        Assert.Equal(WebSocketMessageType.Close, await LastAsync(watcher));
    }

    [Fact]
    public async Task Line_GetsThePlaceOfOneThatStallsLater()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1, StallTimeout = TimeSpan.FromSeconds(1.5) });
        using var stalled = await ConnectAsync(access, access.Watch);
        using var next = await ConnectAsync(access, access.Watch);
        Assert.Equal("""{"waiting":1,"watching":1}""", await TextAsync(next));
        access.Stage.Publish(0); // which the first never acknowledges
        Assert.Equal("""{"waiting":0,"watching":1}""", await TextAsync(next));
        Assert.Equal(WebSocketMessageType.Close, await LastAsync(stalled));
    }

    [Fact]
    public async Task Newcomer_DoesNotOvertakeTheLine_WhereAViewerHasStalled()
    {
        var limits = new ViewerLimits(1, 3, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeProvider.System) { StallTimeout = TimeSpan.Zero };
        var list = new ViewerList(limits);
        ListedViewer? Add(AccessRole role, bool canWait = true)
        {
            var slot = new ViewerSlot(FrameParts.Sharp, acknowledges: true, new PictureForm(PictureForm.Whole, 90), static () => { });
            return list.TryAdd(slot, IPAddress.Loopback, role, "live", canWait);
        }
        var stalled = Add(AccessRole.Watch)!;
        var next = Add(AccessRole.Watch)!;
        var picture = stalled.Slot.NextAsync();
        using var pool = new EncodedFramePool();
        stalled.Slot.Offer(pool.Rent(), default, SceneMotion.Moving);
        Assert.NotNull(await picture); // and it never acknowledges

        Assert.Null(Add(AccessRole.Watch, canWait: false));
        Assert.True(stalled.Slot.Ended.IsCompleted);
        Assert.Null(next.Status.Waiting);

        var last = Add(AccessRole.Watch)!;
        Assert.Equal(1, last.Status.Waiting);
        Assert.Null(Add(AccessRole.Control, canWait: false)!.Status.Waiting);
        Assert.True(next.Slot.Ended.IsCompleted);
        Assert.Equal(1, last.Status.Waiting);
    }

    [Fact]
    public async Task Line_EndsWithTheLiveView()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1 });
        using var first = await ConnectAsync(access, access.Watch);
        using var next = await ConnectAsync(access, access.Watch);
        Assert.Equal("""{"waiting":1,"watching":1}""", await TextAsync(next));
        var stopping = access.Stage.Preview.DisposeAsync();
        Assert.Equal(WebSocketMessageType.Close, await LastAsync(next));
        await next.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
        await first.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
        await stopping;
    }

    [Fact]
    public async Task Stream_WithoutABrowser_IsListedToo()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        using var stream = await access.GetAsync("/stream.mjpg", AccessStage.TokenOf(access.Watch));
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        using var list = await access.GetAsync("/api/viewers", AccessStage.TokenOf(access.Control));
        Assert.Contains("\"page\":\"stream\"", await list.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task<ClientWebSocket> ConnectAsync(AccessStage access, Uri link, string query = "")
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + AccessStage.TokenOf(link));
        await socket.ConnectAsync(new Uri(access.Stage.SocketUrl + query), Stop);
        return socket;
    }

    private static async Task<List<JsonElement>> ListAsync(AccessStage access)
    {
        using var answer = await access.GetAsync("/api/viewers", AccessStage.TokenOf(access.Control));
        using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        return [.. list.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The next message, which is a text; those before the last step in line may have been left out.</summary>
    private static async Task<string> TextAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, Stop);
        Assert.Equal(WebSocketMessageType.Text, received.MessageType);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task<WebSocketMessageType> LastAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1 << 20];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Stop);
            if (received.MessageType == WebSocketMessageType.Close)
                return received.MessageType;
        }
    }
}
