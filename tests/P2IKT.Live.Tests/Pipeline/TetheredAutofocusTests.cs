using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Frames;
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
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-focus-").FullName;

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

        Assert.False(state.GetProperty("failed").GetBoolean(), state.GetRawText());
        Assert.InRange(camera.RadiusAt(X, Y, camera.Lens.Position), 0, 1.3f);
    }

    /// <summary>
    /// Many runs of each make, each from another place. Only with P2IKT_MEASURE; P2IKT_RUNS says how many (50 without), and
    /// <c>-showLiveOutput</c> shows the figures.
    /// </summary>
    [Theory]
    [InlineData(SimulatedCameraMake.Nikon)]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    [Trait(TestKind.Name, TestKind.Measurement)]
    public async Task Autofocus_ManyRuns_AreMeasured(SimulatedCameraMake make)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("P2IKT_MEASURE") is null, "Set P2IKT_MEASURE on a free machine.");
        const int X = 320, Y = 300;
        var runs = int.Parse(Environment.GetEnvironmentVariable("P2IKT_RUNS") ?? "50", CultureInfo.InvariantCulture);
        await using var camera = Simulate(make, SceneContent.StillLife);
        camera.Lens.Backlash = 4;
        await using var run = await TetheredRun.StartAsync(camera, _folder, X / (double)Width, Y / (double)Height);
        var best = BestPosition(camera, X, Y);
        var (seconds, radii, failures) = (new List<double>(), new List<double>(), new List<string>());
        var random = new Random(1);
        for (var i = 0; i < runs; i++)
        {
            var away = (2 + (6 * random.NextDouble())) / PixelsPerUnit; // 2 to 8 px out of focus, on either side
            camera.Lens.Position = best + (random.Next(2) == 0 ? away : -away);
            var before = camera.RadiusAt(X, Y, camera.Lens.Position);
            var began = Stopwatch.GetTimestamp();
            var state = await run.FocusAsync();
            var after = camera.RadiusAt(X, Y, camera.Lens.Position);
            if (state.GetProperty("failed").GetBoolean())
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{before:0.0} to {after:0.0} px: {state.GetProperty("message")}"));
            else
                radii.Add(after);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        seconds.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{make}: {radii.Count(static radius => radius <= 1)} of {runs} within 1 px, {radii.Count} called in focus, worst {radii.DefaultIfEmpty().Max():0.00} px; in 3 s {seconds.Count(static time => time <= 3)}, median {seconds[runs / 2]:0.00} s, longest {seconds[^1]:0.00} s; {string.Join("; ", failures)}"));
        Assert.True(radii.Count > 0);
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
        if (make == SimulatedCameraMake.Sony)
            camera.Lens.StepUnits = [2, 7, 300]; // on real bodies one coarse step is some 50 medium ones (libgphoto2, issue 895)
        return camera;
    }

    private static float BestPosition(SimulatedCamera camera, int x, int y) =>
        Enumerable.Range(-1500, 3000).Select(static position => (float)position).MinBy(position => camera.RadiusAt(x, y, position));

    /// <summary>The state of the lens after an autofocus on a point.</summary>
    private async Task<JsonElement> FocusAsync(SimulatedCamera camera, double x, double y)
    {
        await using var run = await TetheredRun.StartAsync(camera, _folder, x, y);
        return await run.FocusAsync();
    }
}
