using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live;

/// <summary>Values that a shell hands over: those of variables that are not set, and names that begin with an odd character.</summary>
public sealed class ArgumentValueTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("--record", "--headless", "--record", "")]
    [InlineData("--stills", "--headless", "--stills", "")]
    [InlineData("--clips", "live", "--headless", "--clips", "")]
    [InlineData("--copy-to", "--headless", "--copy-to", "")]
    [InlineData("--providers", "--headless", "--providers", "")]
    [InlineData("--model", "--headless", "--model", "")]
    [InlineData("--stats", "--headless", "--stats", "")]
    [InlineData("--shot-list", "--headless", "--shot-list", "")]
    [InlineData("--source", "--headless", "--source", "")]
    [InlineData("--output", "--headless", "--source", "folder:/tmp", "--output", "")]
    [InlineData("INPUT", "deblur", "", "-o", "out")]
    [InlineData("INPUT", "deblur", "a.jpg", "", "-o", "out")]
    [InlineData("--output", "deblur", "a.jpg", "-o", "")]
    [InlineData("--model", "stack", "a.jpg", "b.jpg", "-o", "c.png", "--model", "")]
    [InlineData("DATASET", "eval", "")]
    [InlineData("--csv", "eval", "set", "--csv", "")]
    [InlineData("--providers", "doctor", "--providers", "")]
    public async Task Run_WithAnEmptyValue_NamesTheOptionAndExitsAsWrongUsage(string named, params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUsage, await CommandLine.RunAsync(arguments, _output, _errors));
        Assert.Equal($"p2ikt-live: {named} is empty: give it a value, or leave it out. See `p2ikt-live --help`.\n", _errors.ToString());
    }

    [Fact]
    public async Task Run_WithAnEmptySession_HasNone()
    {
        Assert.Equal(ExitCode.SourceNotAvailable, await CommandLine.RunAsync(
            ["--headless", "--session", "", "--source", "absent.mp4"], _output, _errors));
    }

    [Theory]
    [InlineData("--latency 1,5 is not", "--latency", "1,5")] // a comma separates thousands for .NET
    [InlineData("--record-fps 29,97 is not", "--record", "a.mp4", "--record-fps", "29,97")]
    [InlineData("--provider auto,cpu is not known", "--provider", "auto,cpu")] // several names are a number for .NET
    [InlineData("--log-format text,json is not", "--log-format", "text,json")]
    [InlineData("--quality full,half is not known", "eval", "set", "--quality", "full,half")]
    [InlineData("--keep-source is for clips", "--headless", "--keep-source")]
    [InlineData("--record-fps is for clips", "--headless", "--record-fps", "25")]
    [InlineData("--overwrite is for the clip of --record", "--overwrite")]
    [InlineData("--listen belongs to the preview", "--headless", "--listen", "127.0.0.1:0")]
    [InlineData("--certificate belongs to the preview", "--headless", "--certificate", "a.pem")]
    [InlineData("--renew-tokens belongs to the preview", "--headless", "--renew-tokens")]
    [InlineData("--validation is for the classical filters", "eval", "set", "--focus", "--validation", "set")]
    [InlineData("--sizes measures all levels", "eval", "set", "--sizes", "--quality", "half")]
    [InlineData("names no model", "eval", "test:", "--focus", "--model", ",")]
    public async Task Run_WithAValueThatWouldMeanSomethingElse_OrNothing_IsRefused(string says, params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUsage, await CommandLine.RunAsync(arguments, _output, _errors));
        Assert.Contains(says, _errors.ToString(), StringComparison.Ordinal);
        Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("deblur", "@absent.jpg", "-o", "out")]
    [InlineData("eval", "@absent.jpg")]
    public async Task Run_OnANameThatBeginsWithAnAtSign_TakesItLiterally(params string[] arguments)
    {
        Assert.Equal(ExitCode.SourceNotAvailable, await CommandLine.RunAsync(arguments, _output, _errors));
        Assert.Contains("@absent.jpg", _errors.ToString(), StringComparison.Ordinal);
    }
}
