using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Server;

/// <summary>The page's files, which are embedded in the assembly: one endpoint each.</summary>
/// <remarks>
/// <c>wwwroot/parts</c> holds markup that pages share. A page includes a part with a line such as <c>&lt;!-- include wipe.html --&gt;</c>.
/// </remarks>
internal static partial class EmbeddedAssets
{
    private const string Root = "wwwroot/";
    private const string Parts = "parts/";
    private static readonly string[] PublicPages = ["unpaired.html", "ca.html"];

    /// <summary>Paths of all files below <c>wwwroot</c>, with <c>/</c> between folders, in ordinal order.</summary>
    public static IEnumerable<string> Paths { get; } = [.. Resources().Keys.Order(StringComparer.Ordinal)];

    /// <summary>Maps every file to its path, <c>index.html</c> to <c>/</c>, other pages to their name without ending.</summary>
    /// <exception cref="InvalidOperationException">A file has an ending of unknown type: a mistake of the build.</exception>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var resources = Resources();
        foreach (var path in Paths.Where(path => !path.StartsWith(Parts, StringComparison.Ordinal)))
        {
            var type = PageFile.TypeOf(path)
                ?? throw new InvalidOperationException($"The content type of the file {path} is unknown: add it to {nameof(PageFile)}.");
            var content = Read(resources[path]);
            if (path.EndsWith(".html", StringComparison.Ordinal))
                content = Encoding.UTF8.GetBytes(Include().Replace(Encoding.UTF8.GetString(content), part => PartOf(part, resources)));
            var file = new PageFile(content, type);
            endpoints.MapMethods(AddressOf(path), ["GET", "HEAD"], file.Answer).RequireRole(RoleOf(path)).ExcludeFromDescription();
        }
    }

    private static string PartOf(Match include, Dictionary<string, string> resources) =>
        Encoding.UTF8.GetString(Read(resources[Parts + include.Groups[1].Value])).TrimEnd();

    // MSBuild writes the folders of a resource's name with the separator of the machine that built it.
    private static Dictionary<string, string> Resources() => typeof(EmbeddedAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root, StringComparison.Ordinal)).ToDictionary(name => name[Root.Length..].Replace('\\', '/'));

    private static byte[] Read(string resource)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    // Scripts and styles are the same for everybody, and public. Pages show something.
    private static AccessRole RoleOf(string path) =>
        path.EndsWith(".html", StringComparison.Ordinal) && !PublicPages.Contains(path) ? AccessRole.Watch : AccessRole.Anyone;

    private static string AddressOf(string path) => path switch
    {
        "index.html" => "/",
        _ when path.EndsWith(".html", StringComparison.Ordinal) => "/" + path[..^".html".Length],
        _ => "/" + path,
    };

    [GeneratedRegex("^ *<!-- include ([a-z-]+\\.html) -->", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Include();
}
