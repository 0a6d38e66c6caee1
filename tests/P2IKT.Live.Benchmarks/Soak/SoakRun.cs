using System.Globalization;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>
/// A long run of the program in cycles of equal parts: one viewer watches; viewers come and go; a clip is recorded; the camera is lost and
/// found; the processor is busy elsewhere, so that the quality level changes. Memory, handles, threads and latency have to stay.
/// </summary>
internal sealed class SoakRun(SoakProgram program, SoakCamera camera, string clips, TimeSpan cycle)
{
    private const int Guests = 6; // viewers that come and go
    private static readonly TimeSpan FoundTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs it; the exit code: 0 when everything stayed flat, 1 with the reasons when it did not.</summary>
    /// <param name="minutes">How long.</param>
    /// <param name="size">Size of the camera's frames.</param>
    public static async Task<int> RunAsync(double minutes, FrameSize size)
    {
        var cycle = TimeSpan.FromSeconds(Math.Min(60, minutes * 60 / 6));
        var count = Math.Max(3, (int)Math.Round(minutes * 60 / cycle.TotalSeconds));
        var clips = Directory.CreateTempSubdirectory("p2ikt-soak");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Machine.Describe()}; {size} at 30 fps, {count} cycles of {cycle.TotalSeconds:0} s"));
        try
        {
            await using var camera = new SoakCamera(size);
            await using var program = await SoakProgram.StartAsync(camera.Uri, clips.FullName);
            var reasons = await new SoakRun(program, camera, clips.FullName, cycle).RunAsync(count);
            foreach (var reason in reasons)
                Console.Error.WriteLine($"soak: {reason}");
            Console.WriteLine(reasons.Count == 0 ? "soak: passed" : "soak: FAILED");
            return reasons.Count == 0 ? 0 : 1;
        }
        catch (Exception fault) when (fault is SoakException or HttpRequestException or TimeoutException or TaskCanceledException)
        {
            Console.Error.WriteLine($"soak: {fault.Message}");
            return 1;
        }
        finally
        {
            clips.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<string>> RunAsync(int count)
    {
        var cycles = new List<SoakCycle>();
        Console.WriteLine(SoakCycle.Head);
        for (var number = 1; number <= count; number++)
        {
            cycles.Add(await CycleAsync(number));
            Console.WriteLine(cycles[^1].Row);
        }
        var losses = (await program.MetricsAsync())["p2ikt_camera_losses_total"];
        await program.StopAsync();
        var reasons = SoakVerdict.Judge(cycles).ToList();
        if (losses < count)
            reasons.Add($"The camera was lost {count} times, and the program noticed {losses}.");
        return [.. reasons, .. BrokenClips(count)];
    }

    private async Task<SoakCycle> CycleAsync(int number)
    {
        await using var viewer = await SoakViewer.ConnectAsync(program.Page);
        await Task.Delay(0.15 * cycle); // the level recovers from the load before
        viewer.TakeLatencies();
        await Task.Delay(0.3 * cycle);
        var latencies = viewer.TakeLatencies();
        var metrics = await program.MetricsAsync();
        var (megabytes, handles, threads) = program.Resources();
        var level = (int)metrics["p2ikt_quality_level"];

        await WelcomeAsync(0.15 * cycle);
        await program.RecordingAsync("start");
        await Task.Delay(0.12 * cycle);
        await program.RecordingAsync("stop");

        await camera.UnplugAsync();
        await program.AwaitReadyAsync(isReady: false, FoundTimeout);
        camera.PlugIn();
        await program.AwaitReadyAsync(isReady: true, FoundTimeout);

        await LoadAsync(0.2 * cycle);
        var loaded = await program.MetricsAsync();
        var heap = metrics.Where(static sample => sample.Key.StartsWith("dotnet_gc_last_collection_heap_size_bytes", StringComparison.Ordinal)).Sum(static sample => sample.Value);
        return new SoakCycle(number, [.. latencies.Order()], megabytes, heap / 1e6, handles, threads, level, (int)loaded["p2ikt_quality_level"]);
    }

    /// <summary>Viewers that come one after another; every second one vanishes, the others take their leave.</summary>
    private async Task WelcomeAsync(TimeSpan time)
    {
        var guests = new List<SoakViewer>();
        for (var i = 0; i < Guests; i++)
        {
            guests.Add(await SoakViewer.ConnectAsync(program.Page));
            await Task.Delay(time / Guests);
        }
        foreach (var (i, guest) in guests.Index())
        {
            if (i % 2 == 1)
                guest.Vanish();
            await guest.DisposeAsync();
        }
    }

    /// <summary>Keeps every core busy with four threads.</summary>
    private static async Task LoadAsync(TimeSpan time)
    {
        using var ending = new CancellationTokenSource(time);
        var busy = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!ending.IsCancellationRequested)
                    Thread.SpinWait(1000);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(busy.ToList());
    }

    private IEnumerable<string> BrokenClips(int count)
    {
        var sidecars = Directory.GetFiles(clips, "*.json");
        if (sidecars.Length != count)
            yield return $"{count} clips were recorded, and {sidecars.Length} are in their folder.";
        foreach (var file in sidecars)
        {
            if (SidecarFile.TryRead(file) is not { Ended: ClipEnding.Stopped } sidecar || new FileInfo(Path.Combine(clips, sidecar.Clip)) is not { Exists: true, Length: > 0 })
                yield return $"The clip of {Path.GetFileName(file)} is not complete.";
        }
    }
}
