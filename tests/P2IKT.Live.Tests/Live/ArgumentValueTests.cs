using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live;

/// <summary>Values that a shell hands over, such as names that begin with an odd character.</summary>
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
    [InlineData("deblur", "@absent.jpg", "-o", "out")]
    [InlineData("eval", "@absent.jpg")]
    public async Task Run_OnANameThatBeginsWithAnAtSign_TakesItLiterally(params string[] arguments)
    {
        Assert.Equal(ExitCode.SourceNotAvailable, await CommandLine.RunAsync(arguments, _output, _errors));
        Assert.Contains("@absent.jpg", _errors.ToString(), StringComparison.Ordinal);
    }
}
