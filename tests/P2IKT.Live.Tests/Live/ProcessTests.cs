using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Live;

/// <summary>The program as a user meets it: a process, signals, standard streams, an exit code.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-process").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Program => typeof(ExitCode).Assembly.Location;

    private string Stats => Path.Combine(_folder, "stats.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")] // the terminal was closed
    [InlineData("QUIT")]
    public async Task Live_OnASignal_ClosesItsClipAndWritesItsStatistics(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        var (clip, sidecar) = (Path.Combine(_folder, "a.mp4"), Path.Combine(_folder, "a.json"));
        // env: what runs in the background of a script inherits an ignored SIGINT, and the tests may run so.
        using var program = Start("env",
            ["--default-signal=INT,TERM,HUP,QUIT", "dotnet", Program, "--source", "test:?size=64x48", "--listen", "127.0.0.1:0", "--record", clip, "--stats", Stats]);
        try
        {
            await LineAsync(program, "http://127.0.0.1:");
            Poll.Until(() => File.Exists(sidecar), "the first frame is in the clip");
            await SignalAsync(program, signal);
            await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

            Assert.Equal("", await program.StandardError.ReadToEndAsync(Cancel));
            Assert.Equal(0, program.ExitCode);
            Assert.Contains("\"captured\"", await File.ReadAllTextAsync(Stats, Cancel), StringComparison.Ordinal);
            Assert.Equal(ClipEnding.Stopped, SidecarFile.TryRead(sidecar)!.Ended);
        }
        finally
        {
            End(program);
        }
    }

    /// <summary>As <c>nohup</c> starts it: what was ignored stays so.</summary>
    [Fact]
    public async Task Live_StartedWithASignalIgnored_GoesOnIgnoringIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        using var program = Start("env",
            ["--ignore-signal=HUP", "dotnet", Program, "--source", "test:?size=64x48&fps=60", "--headless", "--frames", "150", "--stats", Stats]);
        try
        {
            await LineAsync(program, "test scene");
            await SignalAsync(program, "HUP");
            await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

            Assert.Contains("\"captured\": 150", await File.ReadAllTextAsync(Stats, Cancel), StringComparison.Ordinal); // to its own end
            Assert.Equal(0, program.ExitCode);
        }
        finally
        {
            End(program);
        }
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">/dev/full 2>/dev/full")]
    [InlineData(">&-")]
    [InlineData("| true")] // the reader is gone
    public async Task Live_WithItsOutputFullOrClosed_DoesItsWork(string where)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        using var program = Start("bash", ["-o", "pipefail", "-c", $"dotnet '{Program}' --source 'test:?size=64x48&fps=100' --headless --frames 20 --stats '{Stats}' {where}"]);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

        Assert.Equal(0, program.ExitCode);
        Assert.Contains("\"captured\": 20", await File.ReadAllTextAsync(Stats, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_WithItsOutputFull_FailsAndSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        using var program = Start("bash", ["-c", $"dotnet '{Program}' models >/dev/full"]);
        var errors = await program.StandardError.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

        Assert.Equal(ExitCode.Failed, program.ExitCode);
        Assert.Contains("could not be written", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>As on an old processor: the same picture, slower, and never in silence.</summary>
    [Theory]
    [InlineData("p2ikt-live")]
    [InlineData("p2ikt-live-hq")]
    public async Task Live_OnAProcessorWithoutAvx2_SaysThatItIsSlower(string model)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "Switches AVX2 off.");
        using var program = Start("env", ["DOTNET_EnableAVX2=0", "dotnet", Program, "--source", "test:?size=64x48", "--headless", "--frames", "3", "--model", model]);
        var said = await program.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

        Assert.Equal(0, program.ExitCode);
        Assert.Contains("ONNX Runtime runs the network, slower: this processor lacks AVX2 or FMA", said, StringComparison.Ordinal);
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task LineAsync(Process program, string part)
    {
        while (await program.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(Timeout, Cancel) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
                return;
        }
        Assert.Fail($"It ended before it said '{part}': {await program.StandardError.ReadToEndAsync(Cancel)}");
    }

    private static async Task SignalAsync(Process program, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", program.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
    }

    private static void End(Process program)
    {
        if (!program.HasExited)
            program.Kill(entireProcessTree: true);
    }
}
