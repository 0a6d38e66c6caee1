using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Commands;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Recording.Clips;

namespace P2IKT.Live.Tests.Live;

/// <summary><c>live --record</c> in the real program, with the real network and the real ffmpeg.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RecordCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-live-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public RecordCommandTests() => Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task Record_OfAFewSeconds_HasEveryDeblurredFrameAndSaysSo()
    {
        Assert.Equal(ExitCode.Done, await Run("--frames", "60", "--record", In("take.mp4"), "--stats", In("stats.json")));

        var sidecar = SidecarFile.TryRead(In("take.json"))!;
        var stats = JsonDocument.Parse(File.ReadAllText(In("stats.json"))).RootElement.GetProperty("frames");
        Assert.Equal(stats.GetProperty("deblurred").GetInt64(), stats.GetProperty("recorded").GetInt64() + sidecar.Frames.Surplus + sidecar.Frames.Dropped);
        Assert.Equal(sidecar.Frames.Written - sidecar.Frames.Duplicated, stats.GetProperty("recorded").GetInt64());
        Assert.Equal(sidecar.Frames.Written, Ffprobe.Times(In("take.mp4")).Length);
        Assert.Contains("frames recorded", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());
    }

    [Theory]
    [InlineData("take.json")] // the sidecar, which would replace them
    [InlineData("take.source.mp4")]
    [InlineData("take.mp4")]
    public async Task Record_WhoseStatisticsWouldBeAFileOfTheClip_IsRefusedAndLeavesNothing(string stats)
    {
        Assert.Equal(ExitCode.WrongUsage, await Run("--frames", "3", "--record", In("take.mp4"), "--overwrite", "--stats", In(stats)));

        Assert.Contains($"'{In(stats)}' is where a file of the clip", _errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Run_ThatCannotBegin_LeavesNoEmptyStatistics()
    {
        Assert.Equal(ExitCode.WrongUsage, await Run("--frames", "3", "--record", In("take.txt"), "--stats", In("stats.json")));

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Record_WithTheHeatMapAndTheSource_ShowsTheOneAndKeepsTheOther()
    {
        Assert.Equal(ExitCode.Done, await Run("--frames", "10", "--record", In("take.mp4"), "--record-overlay", "heat", "--keep-source"));

        var (drawn, source) = (Ffprobe.Pixels(In("take.mp4")), Ffprobe.Pixels(In("take.source.mp4")));
        var apart = drawn.Zip(source).Average(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(apart > 8, $"mean difference to the source: {apart:0.0} levels"); // deblurring alone changes below 2
    }

    [Fact]
    public async Task Record_OverAFileThatIsThere_RefusesAndExitsWith2()
    {
        File.WriteAllText(In("take.mp4"), "precious");

        Assert.Equal(ExitCode.WrongUsage, await Run("--frames", "3", "--record", In("take.mp4")));
        Assert.Equal("precious", File.ReadAllText(In("take.mp4")));
        Assert.Contains("--overwrite", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--record", "take.mp4", "--overwrite")]
    [InlineData("--record", "link.mp4", "--overwrite")]
    [InlineData("--record", "other.mp4", "--overwrite", "--keep-source")]
    [InlineData("--stats", "take.mp4")]
    public async Task Output_OverTheVideoThatIsPlayed_RefusesAndLeavesIt(string option, string file, params string[] more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && file == "link.mp4", "Links need a right there.");
        Assert.Equal(ExitCode.Done, await Run("--frames", "3", "--record", In("take.mp4")));
        var source = In("take.mp4");
        if (file == "other.mp4")
            File.Move(source, source = In("other.source.mp4"));
        if (file == "link.mp4")
            File.CreateSymbolicLink(In(file), source);
        var before = File.ReadAllBytes(source);

        Assert.Equal(ExitCode.WrongUsage, await CommandLine.RunAsync(["live", "--headless", "--source", source, option, In(file), .. more], _output, _errors));
        Assert.Contains("which is played", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(source));
    }

    [Fact]
    public async Task Record_WhoseFolderGoesAway_IsReportedOnceAndExitsWith1()
    {
        var folder = Directory.CreateDirectory(In("gone"));
        await using var output = new TriggerWriter("p2ikt-live on", () => folder.Delete(recursive: true)); // the clip is begun, no frame has come

        Assert.Equal(ExitCode.Failed, await CommandLine.RunAsync(
            ["live", "--headless", "--source", "test:?size=160x96", "--frames", "30", "--record", Path.Combine(folder.FullName, "take.mp4")],
            output, _errors));
        Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("take.mp4", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_OnADiskThatIsFull_AreReportedWithWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full, which Linux has.");

        Assert.Equal(ExitCode.Failed, await Run("--frames", "3", "--stats", "/dev/full"));
        Assert.Contains("The file /dev/full cannot be written", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("name another file", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("frames captured", _output.ToString(), StringComparison.Ordinal); // the summary is printed all the same
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private Task<int> Run(params string[] arguments) =>
        CommandLine.RunAsync(["live", "--headless", "--source", "test:?size=160x96", .. arguments], _output, _errors);

    /// <summary>Acts when a line with this text is printed.</summary>
    private sealed class TriggerWriter(string text, Action act) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
                act();
        }
    }
}
