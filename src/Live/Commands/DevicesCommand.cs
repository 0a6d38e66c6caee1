using P2IKT.Live.Capture;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live devices</c>: what can be opened here, with the URI to write after <c>--source</c>.</summary>
internal static class DevicesCommand
{
    /// <summary>Of each provider what it finds, or why it finds nothing, and then the other forms that it takes.</summary>
    public static async Task<int> RunAsync(SourceRegistry sources, TextWriter output, CancellationToken stop)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("--source").AddColumn("what");
        foreach (var provider in sources.Providers)
        {
            var listing = await provider.ListAsync(stop);
            var main = provider.Usage[0];
            IEnumerable<SourceEntry> found = listing.Found.Count > 0
                ? listing.Found
                : [main with { Description = listing.Reason ?? main.Description }];
            foreach (var entry in found.Concat(provider.Usage.Skip(1)))
                table.AddRow(entry.Uri.EscapeMarkup(), entry.Description.EscapeMarkup());
        }
        ConsoleTables.Write(output, table);
        return ExitCode.Done;
    }
}
