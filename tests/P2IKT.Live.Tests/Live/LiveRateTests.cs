using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Tests.Live;

/// <summary>
/// The real program with one viewer attached, as fast as it goes: rate, latency from capture to presentation, memory. Only with
/// P2IKT_MEASURE, on a free machine; P2IKT_SECONDS says for how long (30 without), P2IKT_ONLY for which one ("test:?size=1280x720",
/// or "test:?size=1280x720 --record"), and <c>-diagnostics</c> shows the figures.
/// </summary>
[CollectionDefinition(nameof(LiveRateTests), DisableParallelization = true)]
[Collection(nameof(LiveRateTests))]
public sealed class LiveRateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Seconds = Environment.GetEnvironmentVariable("P2IKT_SECONDS") ?? "30";

    [Theory]
    [InlineData("test:?size=1024x680", 29, "")]
    [InlineData("test:?size=1280x720", 25, "")]
    [InlineData("test:?size=1920x1080", 12, "")]
    [InlineData("test:?size=1280x720", 0, "--record")]
    [InlineData("test:?size=1024x680", 0, "--record")]
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
                [typeof(LivePipeline).Assembly.Location, "--source", source, "--listen", "127.0.0.1:0", "--duration", Seconds + "s", "--stats", stats,
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
                line = await program.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(Patience, cancel);
            while (line is not null && !line.Contains("http://", StringComparison.Ordinal));
            Assert.NotNull(line);
            var (watched, elapsed) = await WatchAsync(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Split(' ')[0]), cancel);
            var rest = await program.StandardOutput.ReadToEndAsync(cancel);
            await program.WaitForExitAsync(cancel);

            var root = JsonDocument.Parse(await File.ReadAllTextAsync(stats, cancel)).RootElement;
            var (latency, frames, memory) = (root.GetProperty("latencyMs"), root.GetProperty("frames"), root.GetProperty("memory"));
            var rate = (watched - 1) / elapsed.TotalSeconds;
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
                $"{source} {with}: {rate:0.0} fps at the viewer for {elapsed.TotalSeconds:0} s; latency p50 {latency.GetProperty("p50").GetDouble():0}, p95 {latency.GetProperty("p95").GetDouble():0} ms; "
                + $"{OneLine(frames)}; {OneLine(root.GetProperty("quality"))}; {root.GetProperty("allocatedBytesPerFrame")} B a frame, gen 2: {root.GetProperty("gen2Collections")}, memory: {OneLine(memory)}"));
            Assert.True(rate >= fps, $"{rate:0.0} fps, below {fps}: {rest}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string OneLine(JsonElement element) => element.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A viewer that takes and acknowledges every frame, and does nothing else with it.</summary>
    private static async Task<(long Frames, TimeSpan Elapsed)> WatchAsync(Uri page, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{page.Authority}/live"), stop);
        var buffer = new byte[1 << 22];
        long frames = 0, began = 0, last = 0;
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
                    length += received.Count;
                }
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                if (SequenceOf(buffer.AsSpan(0, length)) is not { } sequence)
                    continue;
                last = Stopwatch.GetTimestamp();
                began = frames++ == 0 ? last : began;
                await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"ack\":{sequence}}}"), WebSocketMessageType.Text, true, stop);
            }
        }
        catch (WebSocketException)
        {
            // The program has ended.
        }
        return (frames, Stopwatch.GetElapsedTime(began, last));
    }

    /// <summary>The message begins with the length of its JSON header, and that with the frame's number.</summary>
    private static long? SequenceOf(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("\"seq\":"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(message[(at + 6)..], out long sequence, out _) ? sequence : null;
    }
}
