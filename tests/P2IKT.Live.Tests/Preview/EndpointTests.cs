using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class EndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_IsWhatTheProgramSays()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Message = "Camera lost.", Fps = 29.5, Source = stage.Status.Source with { Connection = ConnectionState.Lost } };

        using var status = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/status"), Stop));

        var root = status.RootElement;
        Assert.Equal("lost", root.GetProperty("source").GetProperty("connection").GetString());
        Assert.Equal(320, root.GetProperty("source").GetProperty("width").GetInt32());
        Assert.Equal(16, root.GetProperty("model").GetProperty("maxBlurRadius").GetDouble());
        Assert.Equal("CPU", root.GetProperty("provider").GetProperty("name").GetString());
        Assert.Equal(0, root.GetProperty("frames").GetProperty("dropped").GetInt64());
        Assert.Equal(0, root.GetProperty("latencyMs").GetProperty("p95").GetDouble());
        Assert.Equal("Camera lost.", root.GetProperty("message").GetString());
        Assert.Equal(29.5, root.GetProperty("fps").GetDouble());
        Assert.False(root.GetProperty("ended").GetBoolean());
    }

    [Theory]
    [InlineData("application/json; charset=none")]
    [InlineData("text/plain")]
    public async Task ABodyOfAnUnknownType_IsRefusedWithWhatToSend(string type)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var body = new ByteArrayContent("{\"value\":\"100\"}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await stage.Client.PutAsync(new Uri(stage.Url, "/api/camera/settings/iso"), body, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("send application/json", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_DescribesTheRest()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var document = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/openapi/v1.json"), Stop));

        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name);
        Assert.Equal(["/api/access", "/api/camera", "/api/camera/release", "/api/camera/settings/{name}", "/api/status", "/api/viewers",
            "/snapshot.jpg"], paths.Order(StringComparer.Ordinal));
        Assert.Equal("P2IKT.Live", document.RootElement.GetProperty("info").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Snapshot_BeforeTheFirstFrame_SaysSo()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync("/snapshot.jpg");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith("There is no picture yet", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/snapshot.jpg", 200)]
    [InlineData("/snapshot.jpg?what=sharp", 200)]
    [InlineData("/snapshot.jpg?what=source", 60)]
    public async Task Snapshot_IsTheNewestPicture(string path, int grey)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0, 1, 2);
        stage.Publish(1);
        using var answer = await stage.GetAsync(path);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        using var picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(Stop), ImreadModes.Color);
        Assert.InRange(picture.At<Vec3b>(100, 160).Item0, grey - 2, grey + 2);
    }

    [Fact]
    public async Task Snapshot_WithOverlay_TintsWhatIsOutOfFocusInTheLegendsColour()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        using var answer = await stage.GetAsync("/snapshot.jpg?what=overlay");
        using var picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(Stop), ImreadModes.Color);

        Assert.Equal((320, 200), (picture.Width, picture.Height));
        var inFocus = picture.At<Vec3b>(100, 2);
        Assert.True(inFocus.Item2 > 165, "What is in focus keeps its colour.");
        var x = 280; // 14 px of 16
        var (r, g, b) = HeatColours.At(Math.Sqrt(stage.RadiusAt(x) / 16));
        var tinted = picture.At<Vec3b>(100, x);
        Assert.InRange(tinted.Item2, Mixed(r) - 6, Mixed(r) + 6);
        Assert.InRange(tinted.Item1, Mixed(g) - 6, Mixed(g) + 6);
        Assert.InRange(tinted.Item0, Mixed(b) - 6, Mixed(b) + 6);

        static double Mixed(byte colour) => (0.4 * 200) + (0.6 * colour);
    }

    [Fact]
    public async Task Snapshot_WithOverlay_OfAFrameThatNoNetworkSaw_IsThePicture()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.KnowsRadius = false;
        stage.Publish(0);
        using var answer = await stage.GetAsync("/snapshot.jpg?what=overlay");
        using var picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(Stop), ImreadModes.Color);
        foreach (var x in new[] { 2, 160, 310 })
            Assert.Equal(new Vec3b(200, 200, 200), picture.At<Vec3b>(100, x));
    }

    [Fact]
    public async Task Picture_OfUnknownKind_IsABadRequest()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var snapshot = await stage.GetAsync("/snapshot.jpg?what=x");
        using var stream = await stage.GetAsync("/stream.mjpg?what=x");
        Assert.Equal(HttpStatusCode.BadRequest, snapshot.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, stream.StatusCode);
    }

    [Fact]
    public async Task Overlay_OfUnknownName_IsABadRequestThatNamesTheOthers()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync("/snapshot.jpg?what=overlay&overlay=x");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("There is no overlay 'x': overlay is one of heat, outline, soft, strip.", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Request_ThatTheApiCannotRead_IsRefusedWithProblemDetails()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var body = new StringContent("{", Encoding.UTF8, "application/json");
        using var answer = await stage.Client.PutAsync(new Uri(stage.Url, "/api/camera/settings/iso"), body, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Request_ThatFails_IsAnsweredWithProblemDetails()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.StatusFails = true;
        using var answer = await stage.GetAsync("/api/status");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Mjpeg_ToAProgram_SaysTheLengthOfEachPart()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        using var answer = await stage.GetAsync("/stream.mjpg?what=source", ("Accept", "*/*"));
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        Assert.Empty(await ReadUntilAsync(body, "--p2ikt-frame\r\n"));
        foreach (var grey in new byte[] { 60, 90 })
        {
            if (grey != 60)
                stage.Publish(1, grey);
            var headers = Encoding.ASCII.GetString(await ReadUntilAsync(body, "\r\n\r\n"));
            Assert.StartsWith("Content-Type: image/jpeg\r\nContent-Length: ", headers, StringComparison.Ordinal);
            var picture = new byte[int.Parse(headers[(headers.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)];
            await body.ReadExactlyAsync(picture, Stop); // it is complete before anything follows
            using var decoded = Cv2.ImDecode(picture, ImreadModes.Color);
            Assert.InRange(decoded.At<Vec3b>(100, 160).Item0, grey - 2, grey + 2);
            Assert.Empty(await ReadUntilAsync(body, "\r\n--p2ikt-frame\r\n"));
        }
    }

    [Fact]
    public async Task Mjpeg_SendsEachNewestFrameAsAPart()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        using var answer = await stage.GetAsync("/stream.mjpg?what=source", ("Accept", "image/avif,image/webp,image/*,*/*;q=0.8"));
        Assert.Equal("multipart/x-mixed-replace", answer.Content.Headers.ContentType!.MediaType);
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        const string Headers = "--p2ikt-frame\r\nContent-Type: image/jpeg\r\n\r\n";
        Assert.Empty(await ReadUntilAsync(body, Headers));
        foreach (var grey in new byte[] { 60, 90 })
        {
            if (grey != 60)
                stage.Publish(1, grey);
            // The next part's headers come at once: browsers show a picture only then.
            using var picture = Cv2.ImDecode(await ReadUntilAsync(body, "\r\n" + Headers), ImreadModes.Color);
            Assert.InRange(picture.At<Vec3b>(100, 160).Item0, grey - 2, grey + 2);
        }
        Assert.Equal(1, stage.Preview.Viewers);
        answer.Dispose();
        await Poll.UntilAsync(() => stage.Preview.Viewers == 0, "the stream's reader has gone");
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/obs", "text/html")]
    [InlineData("/css/base.css", "text/css")]
    [InlineData("/js/main.js", "text/javascript")]
    [InlineData("/js/overlays.js", "text/javascript")]
    [InlineData("/js/overlays/heat.js", "text/javascript")]
    [InlineData("/js/heat-colours.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task Asset_IsServedWithItsTypeAndRevalidated(string path, string type)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var first = await stage.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(type, first.Content.Headers.ContentType!.MediaType);
        using var again = await stage.GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var head = await stage.SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/snapshot.jpg")]
    [InlineData("/api/absent")]
    public async Task Head_IsAnsweredAsGet_WithoutTheBody(string path)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var get = await stage.GetAsync(path);
        for (var i = 0; i < 2; i++) // on one connection: a body would be taken for the next answer
        {
            using var head = await stage.SendAsync(HttpMethod.Head, path);
            Assert.Equal(get.StatusCode, head.StatusCode);
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Live_WithoutUpgrade_SaysWhatItIs()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync("/live");
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    private static async Task<byte[]> ReadUntilAsync(Stream stream, string end)
    {
        var read = new List<byte>();
        var one = new byte[1];
        var mark = Encoding.ASCII.GetBytes(end);
        while (read.Count < mark.Length || !read.TakeLast(mark.Length).SequenceEqual(mark))
        {
            await stream.ReadExactlyAsync(one, Stop);
            read.Add(one[0]);
        }
        return [.. read.SkipLast(mark.Length)];
    }
}
