using System.Text;
using Spectre.Console;

namespace P2IKT.Live.Terminal;

/// <summary>
/// What Spectre.Console draws on: a <see cref="TerminalWriter"/>, whose escape sequences are passed on. On a terminal it has its width;
/// a file or pipe gets whole lines.
/// </summary>
internal sealed class TableOutput : IAnsiConsoleOutput
{
    private const int PipeWidth = 240, FallbackWidth = 80, FallbackHeight = 24;

    private TableOutput(TerminalWriter output) => Writer = new RawWriter(output);

    /// <inheritdoc/>
    public TextWriter Writer { get; }

    /// <inheritdoc/>
    public bool IsTerminal => Inner == Console.Out ? !Console.IsOutputRedirected : Inner == Console.Error && !Console.IsErrorRedirected;

    /// <inheritdoc/>
    public int Width => IsTerminal ? Ask(() => Console.BufferWidth, FallbackWidth) : PipeWidth;

    /// <inheritdoc/>
    public int Height => IsTerminal ? Ask(() => Console.WindowHeight, FallbackHeight) : FallbackHeight;

    private TextWriter Inner => ((RawWriter)Writer).Output.Inner;

    /// <summary>A console over it. What is drawn must be visible text: <see cref="VisibleText.OneLine"/>.</summary>
    public static IAnsiConsole Over(TextWriter output)
    {
        var table = new TableOutput(output as TerminalWriter ?? new TerminalWriter(output));
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = table,
            Ansi = table.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = table.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
    }

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // It is the console's own, and stays.
    }

    private static int Ask(Func<int> size, int otherwise)
    {
        try
        {
            return size() is > 0 and var reported ? reported : otherwise;
        }
        catch (IOException)
        {
            return otherwise; // a terminal that does not report it
        }
    }

    private sealed class RawWriter(TerminalWriter output) : TextWriter
    {
        public TerminalWriter Output => output;

        public override Encoding Encoding => output.Encoding;

        public override void Write(char value) => output.WriteRaw(value.ToString());

        public override void Write(char[] buffer, int index, int count) => output.WriteRaw(new string(buffer, index, count));

        public override void Write(string? value) => output.WriteRaw(value ?? "");

        public override void Flush() => output.Flush();
    }
}
