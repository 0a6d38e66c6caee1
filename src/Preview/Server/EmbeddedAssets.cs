using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace P2IKT.Live.Preview.Server;

/// <summary>The page's files, which live in the assembly: one endpoint each, with its type and an ETag over its content.</summary>
internal static class EmbeddedAssets
{
    private const string Root = "wwwroot/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
    };

    /// <summary>Maps every file to its path, <c>index.html</c> to <c>/</c>, other pages to their name without ending.</summary>
    /// <exception cref="InvalidOperationException">A file has an ending of unknown type: a mistake of the build.</exception>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var assembly = typeof(EmbeddedAssets).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var type = Types.GetValueOrDefault(Path.GetExtension(name))
                ?? throw new InvalidOperationException($"No content type is known for the embedded file {name}: add it to {nameof(EmbeddedAssets)}.");
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
            endpoints.MapMethods(PathOf(name[Root.Length..]), ["GET", "HEAD"], (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache"; // kept, but asked for each time: an update shows at once
                return TypedResults.Bytes(content, type, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static string PathOf(string file) => file switch
    {
        "index.html" => "/",
        _ when file.EndsWith(".html", StringComparison.Ordinal) => "/" + file[..^".html".Length],
        _ => "/" + file,
    };
}
