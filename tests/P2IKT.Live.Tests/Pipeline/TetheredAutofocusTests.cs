using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2IKT.Live.Frames;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>
/// The closed loop as a user has it: a simulated camera behind the real libgphoto2, the network, a focus point, and the order over REST.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredAutofocusTests : IDisposable
{
    private const int Width = 640, Height = 424;
    private const double PixelsPerUnit = 0.02; // of blur radius
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-focus-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SimulatedCameraMake.Nikon, 120)]
    [InlineData(SimulatedCameraMake.Canon, 700)]
    [InlineData(SimulatedCameraMake.Sony, 250)]
    public async Task Autofocus_OnAPoint_EndsWithinTheDepthOfField(SimulatedCameraMake make, double start)
    {
        const int X = 320, Y = 300; // on the camera of the still life
        await using var camera = Simulate(make, SceneContent.StillLife);
        camera.Lens.Position = start;
        camera.Lens.Backlash = 4;
        var state = await FocusAsync(camera, X / (double)Width, Y / (double)Height);

        var (before, after) = (camera.RadiusAt(X, Y, (float)start), camera.RadiusAt(X, Y, camera.Lens.Position));
        if (state.GetProperty("failed").GetBoolean()) // a machine that is busy shows too few frames for it, and then the lens goes back
            Assert.True(state.GetProperty("message").GetString()!.Contains("too long", StringComparison.Ordinal) && after < before + 0.5f, $"{before} to {after} px: {state.GetRawText()}");
        else
            Assert.InRange(after, 0, 1.3f);
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Nikon)]
    [InlineData(SimulatedCameraMake.Canon)]
    public async Task Autofocus_OnAWhiteWall_LeavesTheLensWhereItWas(SimulatedCameraMake make)
    {
        await using var camera = Simulate(make, SceneContent.White);
        camera.Lens.Position = 300;
        var state = await FocusAsync(camera, 0.5, 0.6);

        Assert.True(state.GetProperty("failed").GetBoolean(), state.GetRawText());
        Assert.True(camera.Lens.Position is > 280 and < 320, $"{camera.Lens.Position}: {state.GetRawText()}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SimulatedCamera Simulate(SimulatedCameraMake make, SceneContent content)
    {
        var camera = new SimulatedCamera(make) { Size = new FrameSize(Width, Height), FramesPerSecond = 20 };
        camera.Lens.Scene = new SimulatedScene { Content = content, PixelsPerUnit = PixelsPerUnit };
        return camera;
    }

    /// <summary>The state of the lens after an autofocus on a point.</summary>
    private async Task<JsonElement> FocusAsync(SimulatedCamera camera, double x, double y)
    {
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions
            {
                Source = $"{camera.Uri}", StillsFolder = _folder, LatencyMs = 0, Listen = new IPEndPoint(IPAddress.Loopback, 0),
            },
            Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = pipeline.RunAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = pipeline.Url };
        var point = pipeline.Focus.Add(x, y);
        await Poll.UntilAsync(
            async () => (await client.PostAsJsonAsync("/api/focus/lens/autofocus", new { point = point.Id }, Cancel)).IsSuccessStatusCode,
            "the lens takes an autofocus");
        JsonElement state = default;
        await Poll.UntilAsync(
            async () =>
            {
                state = await client.GetFromJsonAsync<JsonElement>("/api/focus/lens", Cancel);
                return state.GetProperty("operation").GetString() == "idle";
            },
            "the autofocus has ended");
        await stop.CancelAsync();
        await running.WaitAsync(Timeout, Cancel);
        return state;
    }
}
