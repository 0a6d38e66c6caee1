using System.Diagnostics;
using System.Text.Json;

namespace P2IKT.Live.Tests.Live;

/// <summary>The log of the program, as it stands on its standard error.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class LogTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_OfARun_IsAnObjectALineWithEventsAndValues()
    {
        var (code, errors) = await RunAsync("--source", "test:?size=64x48&fps=100", "--headless", "--frames", "5", "--log-format", "json");

        Assert.Equal(ExitCode.Done, code);
        var lines = errors.Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("started", lines[0].GetProperty("event").GetString());
        Assert.Equal("CPU", lines[0].GetProperty("values").GetProperty("Provider").GetString());
        Assert.Equal("ended", lines[^1].GetProperty("event").GetString());
        Assert.Equal(5, lines[^1].GetProperty("values").GetProperty("Captured").GetInt64());
        Assert.All(lines, static line => Assert.True(line.GetProperty("time").TryGetDateTime(out _)));
    }

    [Fact]
    public async Task Json_OfAFailure_IsOneObjectAndKeepsTheExitCode()
    {
        var (code, errors) = await RunAsync("--source", "http://admin:sec#ret@127.0.0.1:1/x", "--headless", "--log-format", "json");

        Assert.NotEqual(ExitCode.Done, code);
        Assert.DoesNotContain("sec#ret", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfAnAbsentSource_SaysWhichWithItsExitCode()
    {
        var (code, errors) = await RunAsync("--source", "absent.mp4", "--headless", "--log-format", "json");

        Assert.Equal(ExitCode.SourceNotAvailable, code);
        var line = JsonDocument.Parse(Assert.Single(errors)).RootElement;
        Assert.Equal("failed", line.GetProperty("event").GetString());
        Assert.Equal("critical", line.GetProperty("level").GetString());
        Assert.Contains("absent.mp4", line.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_OfARun_SaysWhatRunsAndHowItEnded()
    {
        var (code, errors) = await RunAsync("--source", "test:?size=64x48&fps=100", "--headless", "--frames", "5", "--verbose");

        Assert.Equal(ExitCode.Done, code);
        Assert.Matches(@"^p2ikt-live: \d\d:\d\d:\d\d\.\d{3} info started: ", errors[0]);
        Assert.Contains("info ended: Ended: 5 frames captured", errors[^1], StringComparison.Ordinal);
        Assert.Contains(errors, static line => line.Contains("debug level-changed: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Format_ThatIsNotKnown_IsWrongUsage()
    {
        var (code, errors) = await RunAsync("--headless", "--log-format", "xml");

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Equal("p2ikt-live: --log-format xml is not text or json. See `p2ikt-live --help`.", Assert.Single(errors));
    }

    private static async Task<(int Code, string[] Errors)> RunAsync(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(ExitCode).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = program.StandardOutput.ReadToEndAsync(Cancel);
            var errors = await program.StandardError.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
            await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
            await output;
            return (program.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
    }
}
