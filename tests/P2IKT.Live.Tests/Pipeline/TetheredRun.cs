using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Testing;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>The live pipeline over a simulated camera behind the real libgphoto2, with a focus point, driven over REST.</summary>
internal sealed class TetheredRun : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    private readonly LivePipeline _pipeline;
    private readonly CancellationTokenSource _stop;
    private readonly HttpClient _client;
    private readonly FocusPoint _point;
    private readonly Task _running;

    private TetheredRun(LivePipeline pipeline, double x, double y)
    {
        _pipeline = pipeline;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        _running = pipeline.RunAsync(_stop.Token);
        _client = new HttpClient { BaseAddress = pipeline.Url };
        _point = pipeline.Focus.Add(x, y);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TetheredRun> StartAsync(SimulatedCamera camera, string stills, double x, double y) => new(
        await LivePipeline.StartAsync(
            new LiveOptions
            {
                Source = $"{camera.Uri}", StillsFolder = stills, LatencyMs = 0, Listen = new IPEndPoint(IPAddress.Loopback, 0),
            },
            Cancel),
        x, y);

    /// <summary>Focuses on the point, and returns the state of the lens at the end.</summary>
    public async Task<JsonElement> FocusAsync()
    {
        await Poll.UntilAsync(
            async () => (await _client.PostAsJsonAsync("/api/focus/lens/autofocus", new { point = _point.Id }, Cancel)).IsSuccessStatusCode,
            "the lens takes an autofocus");
        JsonElement state = default;
        await Poll.UntilAsync(
            async () =>
            {
                state = await _client.GetFromJsonAsync<JsonElement>("/api/focus/lens", Cancel);
                return state.GetProperty("operation").GetString() == "idle";
            },
            "the autofocus has ended");
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Timeout, Cancel);
        _client.Dispose();
        _stop.Dispose();
        await _pipeline.DisposeAsync();
    }
}
