using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Focus.Sweeps;

/// <summary>The focus sweep and the manual lens over REST.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SweepEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sweep-").FullName;
    private readonly FocusAssist _focus = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ASweep_IsStartedWatchedStoppedSavedAndDownloaded()
    {
        await using var stage = await StartAsync();
        Assert.Equal("idle", (await StateAsync(stage)).GetProperty("phase").GetString());
        using (var none = await stage.GetAsync("/api/focus/sweep/picture.jpg"))
            Assert.Contains("no result yet", await PreviewStage.DetailAsync(none), StringComparison.Ordinal);
        Assert.Equal("running", (await OrderAsync(stage, "start", "")).GetProperty("phase").GetString());
        for (var i = 0; i < 6; i++)
        {
            var near = i;
            stage.Radii = (x, _) => Math.Abs((x < 160 ? 1 : 4) - near) * 1.5f;
            stage.Publish(i, 60, (byte)(40 + (10 * i)), Stripes);
        }
        var running = await StateAsync(stage);
        Assert.Equal((6, 320, 200, 40, 25, true), (running.GetProperty("merged").GetInt32(), running.GetProperty("width").GetInt32(), running.GetProperty("height").GetInt32(),
            running.GetProperty("columns").GetInt32(), running.GetProperty("rows").GetInt32(), running.GetProperty("deblurred").GetBoolean()));
        var jpeg = await stage.Client.GetByteArrayAsync(new Uri(stage.Url, "/api/focus/sweep/picture.jpg"), Stop); // it grows while the sweep runs
        using (var picture = Cv2.ImDecode(jpeg, ImreadModes.Color))
            Assert.Equal((320, 200), (picture.Width, picture.Height));
        var maps = MemoryMarshal.Cast<byte, float>(await stage.Client.GetByteArrayAsync(new Uri(stage.Url, "/api/focus/sweep/maps"), Stop)).ToArray();
        Assert.Equal(2 * 40 * 25, maps.Length);
        Assert.All(maps[1000..], static radius => Assert.InRange(radius, 0, 1.6f)); // within two pixels contrast decides
        Assert.Equal("done", (await OrderAsync(stage, "stop", "")).GetProperty("phase").GetString());

        var saved = await OrderAsync(stage, "save", """{"format":"tiff"}""");
        var names = saved.GetProperty("saved").EnumerateArray().Select(static name => name.GetString()!).ToArray();
        Assert.Matches(@"^sweep-\d{8}-\d{6}\.stacked\.tif$", names[0]);
        foreach (var name in names)
        {
            using var file = await stage.GetAsync($"/api/focus/sweep/files/{name}");
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, name), Stop), await file.Content.ReadAsByteArrayAsync(Stop));
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        }
    }

    [Theory]
    [InlineData("start", """{"pixels":"other"}""", 400, "deblurred or source")]
    [InlineData("start", """{"drive":"lens"}""", 400, "No lens can be driven")]
    [InlineData("start", """{"drive":"folder"}""", 400, "not a folder")]
    [InlineData("start", """{"drive":"wind"}""", 400, "cannot be read")]
    [InlineData("save", """{"format":"gif"}""", 400, "png, tiff or jpeg")]
    [InlineData("save", "", 409, "nothing to save")]
    public async Task Nonsense_IsRefusedInWords(string order, string body, int status, string reason)
    {
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, order, body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(reason, await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Equal("idle", (await StateAsync(stage)).GetProperty("phase").GetString());
    }

    [Fact]
    public async Task TwoViewers_StartingAtOnce_OneIsRefused()
    {
        await using var stage = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SendAsync(stage, "start", "")));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(static answer => answer.StatusCode).Order());
        Assert.Equal("idle", (await OrderAsync(stage, "cancel", "")).GetProperty("phase").GetString());
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task AFullDisk_IsSaid_AndTheResultIsKept()
    {
        var blocked = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(blocked, "", Stop); // a file where the folder should be: nothing can be written there, as on a full disk
        await using var stage = await StartAsync(blocked);
        await OrderAsync(stage, "start", "");
        stage.Publish(0);
        await OrderAsync(stage, "stop", "");
        using (var answer = await SendAsync(stage, "save", ""))
        {
            Assert.Equal(507, (int)answer.StatusCode);
            Assert.Contains("cannot be written", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        }
        var state = await StateAsync(stage);
        Assert.Equal((1, false, 0), (state.GetProperty("merged").GetInt32(), state.GetProperty("isSaving").GetBoolean(), state.GetProperty("saved").GetArrayLength()));
    }

    [Theory]
    [InlineData("x.png")]
    [InlineData("..%2Ffile")]
    [InlineData("%2Fetc%2Fpasswd")]
    public async Task AFileThatWasNotSavedHere_IsNotGivenAway(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "x.png"), "mine", Stop);
        await using var stage = await StartAsync();
        using var answer = await stage.GetAsync($"/api/focus/sweep/files/{name}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_DescribesSweepAndManualLens()
    {
        await using var stage = await StartAsync();
        using var document = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/openapi/v1.json"), Stop));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(static path => path.Name).Where(static path => path.Contains("/sweep", StringComparison.Ordinal) || path.Contains("/manual", StringComparison.Ordinal));
        Assert.Equal(
            ["/api/focus/manual", "/api/focus/manual/reset", "/api/focus/sweep", "/api/focus/sweep/cancel", "/api/focus/sweep/files/{name}", "/api/focus/sweep/maps",
                "/api/focus/sweep/picture.jpg", "/api/focus/sweep/save", "/api/focus/sweep/start", "/api/focus/sweep/stop"],
            paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ManualLens_IsReadFlippedAndForgotten()
    {
        await using var stage = await StartAsync();
        Assert.Equal("singlePoint", (await ManualAsync(HttpMethod.Get, "", "")).GetProperty("status").GetString());
        _focus.Add(0.2, 0.9);
        _focus.Add(0.8, 0.2);
        FocusFields.Observe(_focus, 1, 4);
        var state = await ManualAsync(HttpMethod.Put, "", """{"flipped":true}""");
        Assert.Equal(("notEnoughMotion", true, 2), (state.GetProperty("status").GetString(), state.GetProperty("flipped").GetBoolean(), state.GetProperty("points").GetArrayLength()));
        Assert.Contains("Turn the focus ring", state.GetProperty("message").GetString(), StringComparison.Ordinal);
        await ManualAsync(HttpMethod.Post, "/reset", "");
        using var refused = new HttpRequestMessage(HttpMethod.Put, new Uri(stage.Url, "/api/focus/manual")) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var answer = await stage.Client.SendAsync(refused, Stop);
        Assert.Contains("nothing to change", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);

        async Task<JsonElement> ManualAsync(HttpMethod method, string path, string body)
        {
            using var request = new HttpRequestMessage(method, new Uri(stage.Url, "/api/focus/manual" + path));
            if (body.Length > 0)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await stage.Client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var read = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
            return read.RootElement.Clone();
        }
    }

    private static void Stripes(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 12)
            pixels.Slice(i, Math.Min(6, pixels.Length - i)).Fill(90);
    }

    private Task<PreviewStage> StartAsync(string? folder = null) =>
        PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus, SweepFolder = folder ?? _folder });

    private static async Task<JsonElement> StateAsync(PreviewStage stage)
    {
        using var state = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/focus/sweep"), Stop));
        return state.RootElement.Clone();
    }

    private static async Task<JsonElement> OrderAsync(PreviewStage stage, string order, string body)
    {
        using var answer = await SendAsync(stage, order, body);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        using var state = JsonDocument.Parse(text);
        return state.RootElement.Clone();
    }

    private static Task<HttpResponseMessage> SendAsync(PreviewStage stage, string order, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Url, "/api/focus/sweep/" + order));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return stage.Client.SendAsync(request, Stop);
    }
}
