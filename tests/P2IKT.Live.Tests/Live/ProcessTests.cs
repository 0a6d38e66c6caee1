using System.Diagnostics;

namespace P2IKT.Live.Tests.Live;

/// <summary>The program as a user meets it: a process, signals, an exit code.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Live_OnASignal_EndsCleanlyAndWritesItsStatistics(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        var cancel = TestContext.Current.CancellationToken;
        var stats = Path.GetTempFileName();
        // env: what runs in the background of a script inherits an ignored SIGINT, and the tests may run so.
        using var program = Process.Start(new ProcessStartInfo("env",
            ["--default-signal=INT,TERM", "dotnet", typeof(LivePipeline).Assembly.Location, "--source", "test:?size=64x48", "--listen", "127.0.0.1:0", "--stats", stats])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            string? line;
            do
                line = await program.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(Patience, cancel);
            while (line is not null && !line.Contains("http://127.0.0.1:", StringComparison.Ordinal));
            Assert.NotNull(line);
            using var kill = Process.Start("kill", [$"-{signal}", program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await program.WaitForExitAsync(cancel).WaitAsync(Patience, cancel);

            Assert.Equal("", await program.StandardError.ReadToEndAsync(cancel));
            Assert.Equal(0, program.ExitCode);
            Assert.Contains("\"captured\"", await File.ReadAllTextAsync(stats, cancel), StringComparison.Ordinal);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
            File.Delete(stats);
        }
    }
}
