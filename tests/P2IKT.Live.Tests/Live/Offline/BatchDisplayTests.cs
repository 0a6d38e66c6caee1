using P2IKT.Live.Offline;
using Spectre.Console;

namespace P2IKT.Live.Tests.Live.Offline;

public sealed class BatchDisplayTests : IDisposable
{
    private static readonly OfflineInput File = new("/in/sub/[a].jpg", "sub/[a].jpg", InputKind.Picture, "/out/sub/[a].jpg");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Progress_TellsRateAndTimeLeftByTheBytesThatAreDone()
    {
        var progress = Standing(bytesDone: 25e6, seconds: 50);

        Assert.Equal((0.25, 0.5e6, TimeSpan.FromSeconds(150)), (progress.Fraction, progress.Rate, progress.Left));
        Assert.Null(Standing(bytesDone: 0, seconds: 50).Left);
    }

    [Fact]
    public void Lines_TellEachFileThatEnds_AndALongOneEveryHalfMinute()
    {
        var lines = new LineDisplay(_output, _errors);
        lines.Advanced(File, Standing(1e6, 10));
        lines.Advanced(File, Standing(2e6, 31));
        lines.Advanced(File, Standing(3e6, 40));
        lines.Finished(File, TimeSpan.FromSeconds(41.5), Standing(25e6, 50));
        lines.Notice("'b.jpg' is broken.", Standing(25e6, 51));

        Assert.Equal(["[2/4] sub/[a].jpg: 2 %, 0.1 MB/s, 25:19 left", "[1/4] sub/[a].jpg, 41.5 s: 25 %, 0.5 MB/s, 2:30 left"],
            _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal("p2ikt-live: 'b.jpg' is broken.", _errors.ToString().Trim());
    }

    [Fact]
    public async Task Bar_ShowsWhereTheBatchIs_AndWhatFailsAboveIt()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(_errors) });
        console.Profile.Width = 200;
        var bar = new BarDisplay(console);
        await bar.WhileAsync(() =>
        {
            bar.Advanced(File, Standing(25e6, 50));
            bar.Notice("'[b].jpg' is broken.", Standing(50e6, 60)); // brackets mean colours to the console, and here they are a name's
            return Task.CompletedTask;
        });

        Assert.Contains("p2ikt-live: '[b].jpg' is broken.", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("50%", _errors.ToString(), StringComparison.Ordinal);
    }

    private static BatchProgress Standing(double bytesDone, double seconds) => new(1, 4, bytesDone, 100_000_000, TimeSpan.FromSeconds(seconds));
}
