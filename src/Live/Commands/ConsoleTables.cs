using P2IKT.Live.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2IKT.Live.Commands;

/// <summary>Tables on a terminal, and whole lines where the output goes to a file or a pipe.</summary>
internal static class ConsoleTables
{
    /// <summary>Writes a table, with the text in its cells made visible.</summary>
    public static void Write(TextWriter output, IRenderable table)
    {
        var console = TableOutput.Over(output);
        console.Pipeline.Attach(new VisibleCells());
        console.Write(table);
    }

    private sealed class VisibleCells : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(static part => new Visible(part));
    }

    private sealed class Visible(IRenderable part) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => part.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => part.Render(options, maxWidth)
            .Select(static segment => segment.IsControlCode || segment.IsLineBreak ? segment
                : new Segment(VisibleText.Lines(segment.Text), segment.Style));
    }
}
