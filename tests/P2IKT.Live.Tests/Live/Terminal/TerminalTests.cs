using FsCheck.Xunit;
using P2IKT.Live.Commands;
using P2IKT.Live.Frames;
using P2IKT.Live.Terminal;
using Spectre.Console;

namespace P2IKT.Live.Tests.Live.Terminal;

/// <summary>What the program says: text of others cannot act on the terminal, and a terminal that is gone costs the text alone.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TerminalTests
{
    [Theory]
    [InlineData("IMG_1.jpg", "IMG_1.jpg")]
    [InlineData("Grün 写真 👩‍🚀.jpg", "Grün 写真 👩‍🚀.jpg")]
    [InlineData("\e]0;owned\a.jpg", @"\x1B]0;owned\x07.jpg")]
    [InlineData("a\nall is well", @"a\x0Aall is well")]
    [InlineData("a\rb\tc\u007f", @"a\x0Db\x09c\x7F")]
    [InlineData("\u009b31m", @"\x9B31m")] // one character that begins a sequence
    [InlineData("\u202egpj.exe", @"\u202Egpj.exe")] // turns the direction
    [InlineData("\u2028", @"\u2028")]
    public void OneLine_OfTextOfOthers_MakesWhatActsVisible(string text, string visible) => Assert.Equal(visible, VisibleText.OneLine(text));

    [Fact] // which the test's data cannot hold
    public void OneLine_OfHalfACharacter_MakesItVisible() => Assert.Equal(@"\uD800x\uDC00", VisibleText.OneLine("\ud800x\udc00"));

    [Property(MaxTest = 500, Replay = "(1,3)")]
    public void OneLine_OfAnything_HoldsNoControlCharacter(string? text) => Assert.DoesNotContain(VisibleText.OneLine(text ?? ""), char.IsControl);

    [Fact]
    public void Line_WithALineBreakInAName_StaysOneLine()
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var output = new TerminalWriter(inner);
        output.WriteLine("cannot open 'a\np2ikt-live: all is well\e[2K'");
        output.Write("our own\nlines\e[1m\n");

        Assert.Equal("cannot open 'a\\x0Ap2ikt-live: all is well\\x1B[2K'\nour own\nlines\\x1B[1m\n", inner.ToString());
    }

    [Fact]
    public void Table_WithACameraNamedBySomebody_ShowsItsControlCharacters()
    {
        using var output = new StringWriter();
        ConsoleTables.Write(output, new Table().AddColumn("what").AddRow("Cam\e[31m\u202e".EscapeMarkup()));

        Assert.Contains(@"Cam\x1B[31m\u202E", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output.ToString());
    }

    [Theory]
    [InlineData("foo:\e]0;owned\a")]
    [InlineData("/nowhere/\e[31m.mp4")]
    [InlineData("http://127.0.0.1:1/\e[31m")]
    public async Task Program_GivenAUriThatActs_RepeatsItVisibly(string uri)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.NotEqual(0, await CommandLine.RunAsync(["live", "--headless", "--source", uri], output, errors));

        Assert.Contains("p2ikt-live: ", errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(output.ToString() + errors, static c => char.IsControl(c) && c is not ('\n' or '\r'));
    }

    [Fact]
    public void Writer_WhoseReaderIsGone_LosesTheTextAndTellsWhy()
    {
        using var output = new TerminalWriter(new GoneWriter());
        output.WriteLine("a line");
        output.Write("text");
        output.Flush();

        Assert.IsType<IOException>(output.WriteError);
    }

    [Fact]
    public async Task Notices_ToATerminalThatIsHeld_HoldUpNobodyAndEnd()
    {
        using var held = new HeldWriter();
        using var notices = new System.Reactive.Subjects.Subject<Notice>();
        await using (new NoticePrinter(notices, held))
        {
            for (var i = 0; i < 10_000; i++)
                notices.OnNext(Notice.Info("test", $"Notice {i}."));
        } // returns, though nothing was written
        held.Release();
    }

    private sealed class GoneWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");

        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }

    private sealed class HeldWriter : StringWriter
    {
        private readonly ManualResetEventSlim _free = new();

        public void Release() => _free.Set();

        public override void WriteLine(string? value) => _free.Wait(TestContext.Current.CancellationToken);

        protected override void Dispose(bool disposing)
        {
            // The waiting thread may still look at the event.
            base.Dispose(disposing);
        }
    }
}
