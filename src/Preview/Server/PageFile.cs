using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace P2IKT.Live.Preview.Server;

/// <summary>A file of the page as a response. Browsers keep it and revalidate it by an ETag over its content.</summary>
internal sealed class PageFile(byte[] content, string type)
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
    };

    private readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");

    /// <summary>An ES module.</summary>
    public static PageFile Script(string text) => new(Encoding.UTF8.GetBytes(text), Types[".js"]);

    /// <summary>The content type of a file name; null when its ending is unknown.</summary>
    public static string? TypeOf(string name) => Types.GetValueOrDefault(Path.GetExtension(name));

    /// <summary>The answer to a GET or HEAD request: 200, or 304 when the browser has this content.</summary>
    public FileContentHttpResult Answer(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache"; // kept, but asked for each time: an update shows at once
        return TypedResults.Bytes(content, type, entityTag: _tag);
    }
}
