using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The camera's own magnifier and autofocus over REST, and what is learned of the sensor.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CameraPointerEndpointTests : IAsyncLifetime
{
    private readonly CameraStub _camera = new() { Magnifier = new PointerStub() };
    private readonly FocusAssist _focus = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-pointer-").FullName;
    private PreviewStage _stage = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus, Camera = _camera });
        _client = new HttpClient { BaseAddress = _stage.Url };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task APicture_GivesTheSizeOfTheSensor_ToPlacesAndReadings()
    {
        await SendAsync("focus", new { x = 0.25, y = 0.5 });
        Assert.Equal("focus 0.25,0.50 of 0x0", _camera.Magnifier!.Orders[^1]);
        var path = Path.Combine(_folder, "DSC_0001.JPG");
        using (var picture = new Mat(40, 60, MatType.CV_8UC3, Scalar.Gray))
            picture.SaveImage(path);
        File.WriteAllText(Path.Combine(_folder, "DSC_0001.CR3"), "a raw file");
        _camera.Taken.OnNext(new CameraStill("DSC_0001.JPG", path, 1));
        _camera.Taken.OnNext(new CameraStill("DSC_0001.CR3", Path.Combine(_folder, "DSC_0001.CR3"), 1));
        _camera.Taken.OnNext(new CameraStill("DSC_0002.JPG", Path.Combine(_folder, "gone.jpg"), 1));
        await SendAsync("magnify", new { magnification = "5", x = 0.25, y = 0.5 });
        Assert.Equal("magnify 5 0.25,0.50 of 60x40", _camera.Magnifier.Orders[^1]);
        var focus = await _client.GetFromJsonAsync<JsonElement>("/api/focus", Stop);
        Assert.Equal(60, focus.GetProperty("sensorWidth").GetInt32());
        var state = await _client.GetFromJsonAsync<JsonElement>("/api/camera/pointer", Stop);
        Assert.Equal("5", state.GetProperty("magnification").GetString());
    }

    [Theory]
    [InlineData("magnify", "{}", HttpStatusCode.BadRequest)]
    [InlineData("magnify", "{\"magnification\":\"5\",\"x\":0.5}", HttpStatusCode.BadRequest)]
    [InlineData("focus", "{\"x\":0.5}", HttpStatusCode.BadRequest)]
    [InlineData("focus", "{\"x\":1.5,\"y\":0}", HttpStatusCode.BadRequest)]
    [InlineData("focus", "[]", HttpStatusCode.BadRequest)]
    public async Task AnOrderThatCannotBeMeant_IsRefused(string path, string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, null, "application/json");
        Assert.Equal(expected, (await _client.PostAsync($"/api/camera/pointer/{path}", content, Stop)).StatusCode);
        Assert.Empty(_camera.Magnifier!.Orders);
    }

    [Fact]
    public async Task ACameraThatRefuses_IsQuoted()
    {
        _camera.Magnifier!.Refusal = new CaptureException("The camera is in playback: leave it first.");
        var answer = await _client.PostAsJsonAsync("/api/camera/pointer/focus", new { x = 0.5, y = 0.5 }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("in playback", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACameraWithoutEither_SaysSo()
    {
        (_camera.Magnifier!.Magnifications, _camera.Magnifier.CanFocus) = ([], false);
        var state = await _client.GetFromJsonAsync<JsonElement>("/api/camera/pointer", Stop);
        Assert.Contains("no magnifier", state.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private async Task SendAsync(string path, object body) =>
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsJsonAsync($"/api/camera/pointer/{path}", body, Stop)).StatusCode);
}
