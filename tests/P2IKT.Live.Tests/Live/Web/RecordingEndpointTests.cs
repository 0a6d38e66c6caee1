using System.Net;
using System.Text.Json;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>The recorder over REST: the whole program with the real ffmpeg on the test scene.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RecordingEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-rest-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_StartedMarkedAndStopped_IsCompleteAndListed()
    {
        await using var run = await LiveRun.StartAsync(_folder);

        using var idle = await run.GetAsync("/api/recording");
        Assert.Equal("idle", idle.RootElement.GetProperty("phase").GetString());
        using var status = await run.GetAsync("/api/status");
        Assert.True(status.RootElement.GetProperty("records").GetBoolean());

        using var started = await run.PostAsync("/api/recording/start", new { name = "take one" });
        using var state = await JsonAsync(started);
        Assert.Equal("recording", state.RootElement.GetProperty("phase").GetString());
        Assert.Equal("take one.mp4", state.RootElement.GetProperty("clip").GetString());
        await Poll.UntilAsync(() => run.Pipeline.Recorder!.Recorded > 3, "frames are recorded");
        Assert.Equal("recording", Assert.Single(await run.ClipsAsync()).GetProperty("ended").GetString());
        using var marked = await run.PostAsync("/api/recording/mark", new { label = "eyes" });
        using var unnamed = await run.PostAsync("/api/recording/mark");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (marked.StatusCode, unnamed.StatusCode));

        using var stopped = await run.PostAsync("/api/recording/stop");

        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        var clip = Assert.Single(await run.ClipsAsync());
        Assert.Equal("stopped", clip.GetProperty("ended").GetString());
        Assert.Equal(["eyes", ""], clip.GetProperty("marks").EnumerateArray().Select(mark => mark.GetProperty("label").GetString()));
        Assert.True(clip.GetProperty("seconds").GetDouble() > 0);
        using var again = await run.PostAsync("/api/recording/stop"); // stops nothing, and is no mistake
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Start_WhileRecording_IsAConflict()
    {
        await using var run = await LiveRun.StartAsync(_folder);
        using var first = await run.PostAsync("/api/recording/start");
        using var second = await run.PostAsync("/api/recording/start");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        Assert.Contains("is being recorded already", await PreviewStage.DetailAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mark_WhenNothingIsRecorded_IsAConflict()
    {
        await using var run = await LiveRun.StartAsync(_folder);
        using var answer = await run.PostAsync("/api/recording/mark");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.StartsWith("Nothing is being recorded", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("..\\out")]
    [InlineData("/tmp/out")]
    [InlineData("sub/out")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("C:out")]
    [InlineData("two\nlines")]
    public async Task Start_WithANameThatLeavesTheFolder_IsABadRequest(string name)
    {
        await using var run = await LiveRun.StartAsync(_folder);
        using var answer = await run.PostAsync("/api/recording/start", new { name });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("cannot be named", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Start_FromAPageElsewhere_IsForbidden(string header, string value)
    {
        await using var run = await LiveRun.StartAsync(_folder);
        using var answer = await run.PostAsync("/api/recording/start", headers: (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(RecorderPhase.Idle, run.Pipeline.Recorder!.State.Phase);
    }

    [Fact]
    public async Task Recorder_OfARunWithoutOne_IsNotFoundAndSaysWhy()
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, ClipsFolder = _folder });
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Post, "/start"), (HttpMethod.Post, "/stop"), (HttpMethod.Post, "/mark") })
        {
            using var answer = await stage.SendAsync(method, "/api/recording" + path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.StartsWith("No clips are recorded here", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Recording_IsInTheOpenApiDocument()
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, ClipsFolder = _folder });
        using var document = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/openapi/v1.json"), Stop));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name);
        Assert.Subset(paths.ToHashSet(), new HashSet<string> { "/api/recording", "/api/recording/start", "/api/recording/stop", "/api/recording/mark" });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
}
