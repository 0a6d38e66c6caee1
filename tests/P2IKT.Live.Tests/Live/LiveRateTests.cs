using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live;

/// <summary>
/// The real program with one viewer attached, as fast as it goes: rate, latency from capture to presentation, memory. Only with
/// P2IKT_MEASURE, on a free machine; P2IKT_SECONDS says for how long (30 without), P2IKT_ONLY for which one ("test:?size=1280x720",
/// "test:?size=1280x720 --record", or "test:?size=1024x680 viewers" with fifteen more that watch and 84 in line), and <c>-diagnostics</c> shows the figures.
/// </summary>
[CollectionDefinition(nameof(LiveRateTests), DisableParallelization = true)]
[Collection(nameof(LiveRateTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class LiveRateTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly string Seconds = Environment.GetEnvironmentVariable("P2IKT_SECONDS") ?? "30";

    [Theory]
    [InlineData("test:?size=1024x680", 29, "")]
    [InlineData("test:?size=1280x720", 25, "")]
    [InlineData("test:?size=1920x1080", 12, "")]
    [InlineData("test:?size=1280x720", 0, "--record")]
    [InlineData("test:?size=1024x680", 0, "--record")]
    [InlineData("test:?size=1024x680", 0, "viewers")]
    [InlineData("test:?size=1280x720", 0, "--latency")]
    [InlineData("test:?size=1920x1080", 0, "--latency")]
    [InlineData("test:?size=640x360", 0, "--model")]
    [InlineData("test:?size=1024x680", 0, "--model")]
    [InlineData("test:?size=1280x720", 0, "--model")]
    public async Task Live_WithOneViewer_KeepsItsRate(string source, double fps, string with)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("P2IKT_MEASURE") is null, "Set P2IKT_MEASURE on a free machine.");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("P2IKT_ONLY") ?? $"{source} {with}").Trim() == $"{source} {with}".Trim(), "P2IKT_ONLY asks for another.");
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("rate").FullName;
        try
        {
            var stats = Path.Combine(folder, "stats.json");
            using var program = Process.Start(new ProcessStartInfo("dotnet",
                [typeof(ExitCode).Assembly.Location, "--source", source, "--listen", "127.0.0.1:0", "--duration", Seconds + "s", "--stats", stats,
                    .. with switch
                    {
                        "--record" => (string[])[with, Path.Combine(folder, "clip.mp4")],
                        "--latency" => [with, "0"], // never less than the whole frame
                        "--model" => [with, ModelCatalog.Finest],
                        _ => [],
                    }])
            {
                RedirectStandardOutput = true,
            })!;
            string? line;
            do
                line = await program.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(Timeout, cancel);
            while (line is not null && !line.Contains("http://", StringComparison.Ordinal));
            Assert.NotNull(line);
            var page = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Split(' ')[0]);
            var first = new LeanViewer(page);
            var (others, inLine) = with == "viewers" ? (Connect(page, 15), Connect(page, 84)) : ([], []);
            var watchers = others.ConvertAll(static other => Task.Factory.StartNew(() => Watch(other), TaskCreationOptions.LongRunning));
            var (watched, elapsed) = await Task.Run(() => Watch(first), cancel);
            await Task.WhenAll(watchers);
            inLine.ForEach(static waiting => waiting.Dispose());
            var rest = await program.StandardOutput.ReadToEndAsync(cancel);
            await program.WaitForExitAsync(cancel);

            var root = JsonDocument.Parse(await File.ReadAllTextAsync(stats, cancel)).RootElement;
            var (latency, frames, memory) = (root.GetProperty("latencyMs"), root.GetProperty("frames"), root.GetProperty("memory"));
            var rate = (watched - 1) / elapsed.TotalSeconds;
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
                $"{source} {with}: {rate:0.0} fps at the viewer for {elapsed.TotalSeconds:0} s; latency p50 {latency.GetProperty("p50").GetDouble():0}, p95 {latency.GetProperty("p95").GetDouble():0} ms; "
                + $"{OneLine(frames)}; {OneLine(root.GetProperty("quality"))}; {root.GetProperty("allocatedBytesPerFrame")} B a frame, gen 2: {root.GetProperty("gen2Collections")}, memory: {OneLine(memory)}"));
            Assert.True(rate >= fps, $"{rate:0.0} fps, below {fps}: {rest}");
            if (fps > 0)
                Assert.Equal(0, root.GetProperty("gen2Collections").GetInt32());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string OneLine(JsonElement element) => element.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);

    private static List<LeanViewer> Connect(Uri page, int count) => [.. Enumerable.Range(0, count).Select(_ => new LeanViewer(page))];

    /// <summary>Takes and acknowledges every frame until the program ends, and does nothing else with it.</summary>
    private static (long Frames, TimeSpan Elapsed) Watch(LeanViewer watching)
    {
        using var viewer = watching;
        long frames = 0, began = 0, last = 0;
        try
        {
            while (viewer.Take() is not null)
            {
                last = Stopwatch.GetTimestamp();
                began = frames++ == 0 ? last : began;
            }
        }
        catch (Exception ended) when (ended is EndOfStreamException or SocketException)
        {
            // The program was quicker than its farewell.
        }
        return (frames, Stopwatch.GetElapsedTime(began, last));
    }
}
