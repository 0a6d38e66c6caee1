using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2IKT.Live.Commands;

/// <summary>Tables on a terminal, and whole lines where the output goes to a file or a pipe.</summary>
internal static class ConsoleTables
{
    private const int PipeWidth = 240;

    public static void Write(TextWriter output, IRenderable table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (output != Console.Out || Console.IsOutputRedirected)
            console.Profile.Width = PipeWidth;
        console.Write(table);
    }
}
