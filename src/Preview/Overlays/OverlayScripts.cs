using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Server;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>The overlays of the page: one script each, the module that lists them, and what they share with the server's classes.</summary>
/// <remarks>
/// <c>/js/overlays.js</c> imports every script in <c>wwwroot/js/overlays</c>, then those in the host's folders, in the order of their
/// names. The host's folders are read at each request: a new file is there when the page is loaded again.
/// </remarks>
/// <param name="folders">Folders of the host, with scripts such as <c>zebra.js</c>. Of two files with one name, the first counts.</param>
/// <param name="overlays">What the server can draw.</param>
internal sealed class OverlayScripts(IReadOnlyList<string> folders, IReadOnlyList<OverlayDescription> overlays)
{
    private const string Folder = "js/overlays/";

    /// <summary>Maps the list, the host's scripts, the colours of blur radius, and the options and constants of the overlays.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        var colours = PageFile.Script(Colours());
        var options = PageFile.Script(OverlayConstants.Script(overlays));
        endpoints.MapMethods("/js/heat-colours.js", methods, colours.Answer).RequireRole(AccessRole.Watch).ExcludeFromDescription();
        endpoints.MapMethods("/js/overlay-options.js", methods, options.Answer).RequireRole(AccessRole.Watch).ExcludeFromDescription();
        endpoints.MapMethods("/js/overlays.js", methods, AnswerList).RequireRole(AccessRole.Watch).ExcludeFromDescription();
        endpoints.MapMethods("/overlays/{file}", methods, FileAsync).RequireRole(AccessRole.Watch).ExcludeFromDescription();
    }

    private FileContentHttpResult AnswerList(HttpContext context) => PageFile.Script(List()).Answer(context);

    private async Task<Results<FileContentHttpResult, NotFound>> FileAsync(HttpContext context, string file, CancellationToken stop)
    {
        // Only a path that a folder itself listed is opened, so no spelling of a name leads out of it.
        var found = Scripts().FirstOrDefault(script => Path.GetFileName(script) == file);
        return found is null
            ? TypedResults.NotFound()
            : PageFile.Script(await File.ReadAllTextAsync(found, stop).ConfigureAwait(false)).Answer(context);
    }

    private IEnumerable<string> Scripts() => folders.Where(Directory.Exists)
        .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.js").Order(StringComparer.Ordinal)).DistinctBy(Path.GetFileName);

    private string List()
    {
        var text = new StringBuilder("// Written by the server: the overlays of the page, one file each.\n");
        var names = new List<string>();
        foreach (var path in EmbeddedAssets.Paths.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            names.Add($"overlay{names.Count}");
            text.Append(CultureInfo.InvariantCulture, $"import {names[^1]} from \"/{path}\";\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"const overlays = [{string.Join(", ", names)}];\n");
        foreach (var script in Scripts().Select(Path.GetFileName))
        {
            // The address is escaped, so it holds no quote. A script of the host that fails must not take the page with it.
            text.Append(CultureInfo.InvariantCulture, $$"""
                try {
                  overlays.push((await import("/overlays/{{Uri.EscapeDataString(script!)}}")).default);
                } catch (error) {
                  console.error("The overlay /overlays/{{Uri.EscapeDataString(script!)}} cannot be loaded.", error);
                }

                """);
        }
        var drawn = string.Join(", ", overlays.Select(static overlay => $"\"{overlay.Name}\""));
        return text.Append(CultureInfo.InvariantCulture, $"export default overlays;\nexport const drawnByServer = [{drawn}];\n").ToString();
    }

    private static string Colours()
    {
        var table = Enumerable.Range(0, HeatColours.Count).Select(i => HeatColours.At(i / (HeatColours.Count - 1.0)));
        var text = new StringBuilder("// Written by the server, which draws snapshots and clips with the same colours and opacities.\n");
        text.Append(CultureInfo.InvariantCulture, $"export const minOpacity = {HeatMapOverlay.MinOpacity};\n");
        text.Append("/** sRGB bytes from blur radius 0 to the end of the scale. */\nexport const colours = [\n");
        foreach (var (r, g, b) in table)
            text.Append(CultureInfo.InvariantCulture, $"[{r},{g},{b}],");
        return text.Append("\n];\n").ToString();
    }
}
