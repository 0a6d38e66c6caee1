using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Keeps other web pages from reading the live view through the photographer's browser. Every request, the WebSocket's upgrade included,
/// must name this server by a loopback name and, if the browser says where it comes from, come from this server's page.
/// </summary>
/// <remarks>
/// The Host check stops DNS rebinding, the Origin check cross-site sockets and scripts. Fetch Metadata (W3C) stops requests without an
/// Origin, such as those of an <c>img</c> on another page. Following a link from another page is allowed.
/// </remarks>
internal sealed class RequestGuard
{
    private readonly string[] _hosts;

    /// <param name="port">The port served; its number must stand in Host, except 80, which browsers leave out.</param>
    public RequestGuard(int port)
    {
        var suffix = port == 80 ? "" : $":{port}";
        _hosts = ["127.0.0.1" + suffix, "localhost" + suffix, "[::1]" + suffix];
    }

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (RejectionReason(context.Request) is { } reason)
        {
            context.Response.StatusCode = (int)HttpStatusCode.Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.Connection = "close"; // another page must not keep connections that this server's page needs
            await context.Response.WriteAsync(reason).ConfigureAwait(false);
            return;
        }
        Protect(context.Response.Headers, context.Request.Host.Value!);
        await next(context).ConfigureAwait(false);
    }

    private string? RejectionReason(HttpRequest request)
    {
        var host = request.Host.Value;
        if (host is null || !_hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return $"The live view answers only to its own address: open http://{_hosts[0]}/ in the browser of this machine.";
        var origin = request.Headers.Origin;
        if (origin.Count > 0 && (origin.Count > 1 || !string.Equals(origin[0], "http://" + host, StringComparison.OrdinalIgnoreCase)))
            return "The live view cannot be used by a page from elsewhere: open it in its own tab.";
        if (!IsFromHere(request.Headers["Sec-Fetch-Site"]) && !IsLink(request))
            return "The live view cannot be embedded in a page from elsewhere: open it in its own tab.";
        return null;
    }

    private static bool IsFromHere(StringValues site) => site.Count == 0 || site == "same-origin" || site == "none";

    private static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    private static void Protect(IHeaderDictionary headers, string host)
    {
        // Safari before 15.4 does not count ws: on the same host as 'self', hence its address.
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
            + $"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store"; // endpoints whose answers may be cached override this
    }
}
