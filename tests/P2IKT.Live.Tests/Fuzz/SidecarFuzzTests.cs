using System.Text;
using System.Text.Json;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Fuzz;

/// <summary>Sidecars that anybody may have written: what is read can be listed and sent, and nothing is thrown.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SidecarFuzzTests : IDisposable
{
    private static readonly byte[][] Tokens =
    [
        .. new[] { "null", "1e999", "-1e999", "-1", "0", "1e-320", "NaN", "99999999999999999999", "9223372036854775807", "{}", "[]", "[null]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", ",", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"stopped\"", new string('[', 80) }
            .Select(Encoding.UTF8.GetBytes),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sidecars").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sidecar_BrokenInAnyWay_IsReadOrRefused()
    {
        var valid = JsonSerializer.SerializeToUtf8Bytes(
            new ClipSidecar
            {
                Clip = "take.mp4",
                StartedAt = new DateTimeOffset(2026, 5, 4, 14, 3, 0, TimeSpan.FromHours(2)),
                Ended = ClipEnding.Stopped,
                Source = new ClipSource("test:", "Test scene"),
                Network = new ClipModel("p2ikt-live 2", "CPU"),
                Settings = new ClipSettings("h264", 320, 180, 25, null, 0),
                Frames = new ClipCounts { Written = 3 },
                Marks = [new ClipMark(0.5, "eyes")],
                Levels = ["p2ikt-live/full", "source"],
                Timeline = new ClipTimeline { Captured = [0, 400, 800], Median = [500, 501, 502], Sharpest = [1, 2, 3], Centre = [4, 5, 6], Level = [0, 0, 1], Refined = [0, 50, 0] },
            },
            ClipJson.Default.ClipSidecar);
        var (clip, beside) = (new FileInfo(Path.Combine(_folder, "take.mp4")), Path.Combine(_folder, "take.json"));
        File.WriteAllText(clip.FullName, "a clip");
        var read = 0;
        foreach (var broken in Mutations.Of(valid, 4000, seed: 3, Tokens))
        {
            File.WriteAllBytes(beside, broken);
            if (!SidecarFile.TryRead(beside, out var sidecar, out var problem))
            {
                Assert.True(broken.Length == 0 || problem is { Length: > 0 });
                continue;
            }
            read++;
            JsonSerializer.SerializeToUtf8Bytes(sidecar, ClipJson.Default.ClipSidecar);
            JsonSerializer.SerializeToUtf8Bytes(ClipSummary.Of(new ClipFile(clip, sidecar, null, null), beingWritten: false), JsonSerializerOptions.Web);
        }
        Assert.InRange(read, 100, 3900); // both ways were gone
    }
}
