using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Frames;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>
/// A sweep as a user has it: a simulated camera behind the real libgphoto2, whose picture is rendered at the position of its lens, the
/// network, and the orders over REST.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredSweepTests : IDisposable
{
    private const int Width = 640, Height = 424;
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sweep-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_ByTheLens_IsInFocusWhereNoSingleFrameIs_AndIsSaved()
    {
        await using var camera = new SimulatedCamera(SimulatedCameraMake.Nikon) { Size = new FrameSize(Width, Height), FramesPerSecond = 20 };
        camera.Lens.Scene = new SimulatedScene { PixelsPerUnit = 0.02 };
        camera.Lens.Position = 250;
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions
            {
                Source = $"{camera.Uri}", StillsFolder = _folder, LatencyMs = 0, Listen = new IPEndPoint(IPAddress.Loopback, 0),
                Clips = new() { Folder = Path.Combine(_folder, "clips") },
            },
            Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = pipeline.RunAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = pipeline.Url, Timeout = Poll.Timeout };
        var point = pipeline.Focus.Add(320.0 / Width, 300.0 / Height); // on the camera of the still life
        await Poll.UntilAsync(
            async () => (await client.PostAsJsonAsync("/api/focus/lens/autofocus", new { point = point.Id }, Cancel)).IsSuccessStatusCode,
            "the lens takes an autofocus");
        await Poll.UntilAsync(async () => Text(await GetAsync(client, "/api/focus/lens"), "operation") == "idle", "the autofocus has ended");
        var focused = await GetAsync(client, "/api/focus/lens");
        Assert.SkipWhen(focused.GetProperty("failed").GetBoolean(), $"The machine is too busy for an autofocus: {focused.GetRawText()}");
        await MoveAsync(client, "nearer", 2);
        await LimitAsync(client, "near");
        await MoveAsync(client, "farther", 4);
        await LimitAsync(client, "far");
        var start = camera.Lens.Position;

        using (var started = await client.PostAsJsonAsync("/api/focus/sweep/start", new { drive = "lens" }, Cancel))
            Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync(Cancel));
        await Poll.UntilAsync(async () => Text(await GetAsync(client, "/api/focus/sweep"), "phase") is "done" or "failed", "the sweep has ended");
        var state = await GetAsync(client, "/api/focus/sweep");
        Assert.True(Text(state, "phase") == "done", state.GetRawText());
        Assert.InRange(state.GetProperty("merged").GetInt32(), 6, 12); // eight pixels of blur, 1.2 a step
        Assert.Equal(start, camera.Lens.Position, 15.0);
        var merged = state.GetProperty("inFocus").GetDouble();

        using (var saved = await client.PostAsJsonAsync("/api/focus/sweep/save", new { format = "png" }, Cancel))
            state = await saved.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var picture = Path.Combine(_folder, state.GetProperty("saved")[0].GetString()!);
        using var result = Cv2.ImRead(picture);
        Assert.Equal((Width, Height), (result.Width, result.Height));
        // Nearer and farther things than the focused one are sharper than in the frame that the lens now stands at.
        using var live = Cv2.ImDecode(await client.GetByteArrayAsync("/snapshot.jpg", Cancel), ImreadModes.Color);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant(
            $"{state.GetProperty("merged").GetInt32()} stops, {100 * merged:0} % in focus; contrast {Contrast(result):0.0}, of one frame {Contrast(live):0.0}"));
        Assert.True(Contrast(result) > 1.2 * Contrast(live), $"{Contrast(result)} against {Contrast(live)}");
        await stop.CancelAsync();
        await running.WaitAsync(Poll.Timeout, Cancel);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Mean absolute Laplacian of what lies between the stamp and the lower edge.</summary>
    private static double Contrast(Mat picture)
    {
        using var grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var part = grey[32, grey.Rows, 0, grey.Cols];
        using var laplacian = part.Laplacian(MatType.CV_32F);
        using var size = Cv2.Abs(laplacian).ToMat();
        return size.Mean().Val0;
    }

    private static async Task MoveAsync(HttpClient client, string direction, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var moved = await client.PostAsJsonAsync("/api/focus/lens/move", new { size = "medium", direction }, Cancel);
            Assert.True(moved.IsSuccessStatusCode, await moved.Content.ReadAsStringAsync(Cancel));
        }
    }

    private static async Task LimitAsync(HttpClient client, string limit)
    {
        using var set = await client.PutAsJsonAsync("/api/focus/lens/stack", new { limit }, Cancel);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<JsonElement> GetAsync(HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path, Cancel);

    private static string Text(JsonElement state, string name) => state.GetProperty(name).GetString()!;
}
