using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>
/// The real program, killed while it records. A few times in every run of the tests; a hundred with P2IKT_KILLS=100
/// (<c>-class P2IKT.Live.Tests.Recording.Clips.CrashTests -diagnostics</c> prints what was missing).
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CrashTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private const double FramesPerSecond = 30;
    private static readonly int? Asked = int.TryParse(Environment.GetEnvironmentVariable("P2IKT_KILLS"), out var kills) ? kills : null;

    [Theory]
    [InlineData(false)] // the program dies, its encoder lives to see the end of its input
    [InlineData(true)] // everything dies at once, as when the machine does
    public async Task Kill_AtARandomMoment_LeavesAPlayableClipAndAValidSidecar(bool encoderToo)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && FfmpegProgram.Path is not null, "Needs the program ffmpeg, and Linux for /proc.");
        var random = new Random(11);
        var missing = new List<double>();
        for (var n = 0; n < (Asked ?? 3); n++)
            missing.Add(await RecordAndKillAsync(TimeSpan.FromSeconds(0.7 + (3 * random.NextDouble())), encoderToo));
        missing.Sort();
        TestContext.Current.SendDiagnosticMessage(
            $"{missing.Count} kills{(encoderToo ? ", encoder too" : "")}: median {missing[missing.Count / 2]:0.00} s missing, at most {missing[^1]:0.00} s");
        if (Asked is not null) // by the clock on the wall, which a loaded machine stops for seconds: asserted only where it is measured
            Assert.InRange(missing[^1], double.NegativeInfinity, 1);
    }

    /// <returns>Seconds between the end of the clip and the kill.</returns>
    private static async Task<double> RecordAndKillAsync(TimeSpan after, bool encoderToo)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("crash").FullName;
        var (clip, sidecar) = (Path.Combine(folder, "clip.mp4"), Path.Combine(folder, "clip.json"));
        using var program = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(ExitCode).Assembly.Location, "live", "--source", "test:?size=320x180", "--headless", "--record", clip])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            await Poll.UntilAsync(() => File.Exists(sidecar), "the sidecar is there", () => Assert.False(program.HasExited));
            await Task.Delay(after, cancel); // the random moment is what is tested
            var encoders = encoderToo ? ChildrenOf(program.Id) : [];
            var killed = DateTimeOffset.Now;
            program.Kill();
            foreach (var encoder in encoders)
                encoder.Kill();
            await program.WaitForExitAsync(cancel);
            Poll.Until(() => !IsWritten(clip), "the encoder has ended");

            var times = Ffprobe.Times(clip);
            var reported = SidecarFile.TryRead(sidecar);
            Assert.NotNull(reported);
            Assert.Equal(ClipEnding.Recording, reported.Ended);
            // What the encoder had been given when the sidecar was last written is there, but for a second.
            Assert.InRange(reported.Frames.Written - times.Length, double.NegativeInfinity, FramesPerSecond);
            return (killed - reported.StartedAt).TotalSeconds - (times.Length / FramesPerSecond);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Process> ChildrenOf(int parent) => [.. Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Where(name => IsChild(name!, parent))
        .Select(name => Process.GetProcessById(int.Parse(name!, CultureInfo.InvariantCulture)))];

    private static bool IsChild(string process, int parent)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ')[2] == parent.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsWritten(string path) => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains("file:" + path, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
