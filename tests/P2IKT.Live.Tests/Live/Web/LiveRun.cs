using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>
/// The whole program on a small test scene, recording into a folder of the test; its end checks that every buffer came back.
/// </summary>
internal sealed class LiveRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly HttpClient _client = new();
    private readonly Task _running;

    private LiveRun(LivePipeline pipeline) => (Pipeline, _running) = (pipeline, pipeline.RunAsync(_stop.Token));

    public LivePipeline Pipeline { get; }

    public Uri Url => Pipeline.Url!;

    public static async Task<LiveRun> StartAsync(string folder, bool keepSource = false, double? latencyMs = null)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, $"There is no ffmpeg: {FfmpegProgram.HowToInstall}.");
        return new LiveRun(await LivePipeline.StartAsync(new LiveOptions
        {
            Source = "test:?size=320x180",
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            LatencyMs = latencyMs,
            StillsFolder = folder,
            Clips = new ClipOptions { Folder = folder, KeepSource = keepSource },
        }, TestContext.Current.CancellationToken));
    }

    public async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await _client.GetStringAsync(new Uri(Url, path), TestContext.Current.CancellationToken));

    /// <summary>The clips as <c>GET /api/clips</c> lists them.</summary>
    public async Task<IReadOnlyList<JsonElement>> ClipsAsync()
    {
        using var list = await GetAsync("/api/clips");
        return [.. list.RootElement.Clone().GetProperty("clips").EnumerateArray()];
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path)) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        await Pipeline.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
        Assert.Equal(0, Pipeline.Outstanding);
    }
}
