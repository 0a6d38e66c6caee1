using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The REST API in front of the real libgphoto2 and the test camera.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CameraEndpointTests : TetheredTest
{
    [Fact]
    public async Task Camera_IsDescribedSetAndReleased()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        await Poll.UntilAsync(() => source.Camera!.State.Settings.Count >= 7, "the settings are read");
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = source.Camera });

        using var camera = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/camera"), Cancel));
        var iso = camera.RootElement.GetProperty("settings").EnumerateArray().First(setting => setting.GetProperty("name").GetString() == "iso");
        Assert.Equal("P2IKT Test Camera", camera.RootElement.GetProperty("model").GetString());
        Assert.True(camera.RootElement.GetProperty("connected").GetBoolean());
        Assert.Equal("choice", iso.GetProperty("kind").GetString());
        Assert.Equal(4, iso.GetProperty("choices").GetArrayLength());

        using var set = await stage.Client.PutAsJsonAsync(new Uri(stage.Url, "/api/camera/settings/iso"), new CameraSettingValue("200"), Cancel);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(200ul, Camera.State[PtpCodes.ExposureIndex]!.Current);

        using var refused = await stage.Client.PutAsJsonAsync(new Uri(stage.Url, "/api/camera/settings/iso"), new CameraSettingValue("3"), Cancel);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("the camera offers 100", await PreviewStage.DetailAsync(refused), StringComparison.Ordinal);

        foreach (var body in (object[])[new { }, new { value = (string?)null }])
        {
            using var empty = await stage.Client.PutAsJsonAsync(new Uri(stage.Url, "/api/camera/settings/iso"), body, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
            Assert.Contains("Give value", await PreviewStage.DetailAsync(empty), StringComparison.Ordinal);
        }

        using var released = await stage.SendAsync(HttpMethod.Post, "/api/camera/release");
        using var still = JsonDocument.Parse(await released.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(Camera.State.Card[0].Content, await File.ReadAllBytesAsync(still.RootElement.GetProperty("path").GetString()!, Cancel));
        var file = Assert.Single(still.RootElement.GetProperty("files").EnumerateArray());
        Assert.Equal("DSC_0001.JPG", file.GetProperty("name").GetString());

        using var fromElsewhere = await stage.SendAsync(HttpMethod.Post, "/api/camera/release", ("Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, fromElsewhere.StatusCode);
        Assert.Single(Camera.State.Card);
    }

    [Fact]
    public async Task Camera_OfAnotherSource_IsNotFoundAndSaysWhy()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync("/api/camera");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("no tethered camera", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
    }
}
