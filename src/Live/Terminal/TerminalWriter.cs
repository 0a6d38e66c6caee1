using System.Text;

namespace P2IKT.Live.Terminal;

/// <summary>
/// Writes the program's text to standard output or error. Control characters are made visible (<see cref="VisibleText"/>). A reader that is
/// gone or a disk that is full loses the text, and never stops the work.
/// </summary>
/// <remarks>A line that is written whole (<c>WriteLine</c>) stays one line, whatever names are in it. Thread-safe.</remarks>
/// <param name="inner">The stream; not owned.</param>
internal sealed class TerminalWriter(TextWriter inner) : TextWriter
{
    private readonly Lock _gate = new();

    /// <summary>Why some of the text was lost; null when none was.</summary>
    public Exception? WriteError { get; private set; }

    /// <summary>The stream itself, to ask whether it is the console's. Text that is written to it is not made visible.</summary>
    public TextWriter Inner => inner;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Writes as it is: for escape sequences of our own, around text that was made visible before.</summary>
    public void WriteRaw(string text) => Try(() => inner.Write(text));

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(VisibleText.Lines(value ?? "")));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(VisibleText.OneLine(value ?? "")));

    /// <inheritdoc/>
    public override void WriteLine() => Try(inner.WriteLine);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    /// <inheritdoc/>
    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Try(Action write)
    {
        lock (_gate)
        {
            try
            {
                write();
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                WriteError ??= gone; // and the next is tried again: a disk may have room by then
            }
        }
    }
}
