using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Keeps other web pages from using the live view through the browser of somebody who may use it. Every request, the WebSocket's upgrade
/// included, must name this server by one of its own names and, if the browser says where it comes from, come from this server's page.
/// </summary>
/// <remarks>
/// The Host check stops DNS rebinding: a name of the attacker that leads to this machine. The Origin check stops cross-site sockets and
/// scripts. Fetch Metadata (W3C) stops requests without an Origin, such as those of an <c>img</c> on another page. Following a link from
/// another page is allowed.
/// </remarks>
/// <param name="names">
/// DNS names of this machine by which others may reach it, beside the address that they connect to; null: only loopback is served.
/// </param>
internal sealed class RequestGuard(IReadOnlyList<string>? names)
{
    private const string LoopbackName = "localhost";

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (RejectionReason(context) is { } reason)
        {
            context.Response.StatusCode = (int)HttpStatusCode.Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.Connection = "close"; // another page must not keep connections that this server's page needs
            await context.Response.WriteAsync(reason).ConfigureAwait(false);
            return;
        }
        Protect(context.Response.Headers, context.Request);
        await next(context).ConfigureAwait(false);
    }

    private string? RejectionReason(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurs(context, request.Host))
        {
            var address = names is null ? $"http://127.0.0.1:{context.Connection.LocalPort}/ in the browser of this machine"
                : "the address that the photographer's screen shows";
            return $"The live view answers only to its own address: open {address}.";
        }
        var (origin, own) = (request.Headers.Origin, $"{request.Scheme}://{request.Host.Value}");
        if (origin.Count > 0 && (origin.Count > 1 || !string.Equals(origin[0], own, StringComparison.OrdinalIgnoreCase)))
            return "The live view cannot be used by a page from elsewhere: open it in its own tab.";
        if (!IsFromHere(request.Headers["Sec-Fetch-Site"]) && !IsLink(request))
            return "The live view cannot be embedded in a page from elsewhere: open it in its own tab.";
        return null;
    }

    /// <summary>Whether the Host header names this server: by its port, and a name or an address at which it was reached.</summary>
    private bool IsOurs(HttpContext context, HostString host)
    {
        if (!host.HasValue || (host.Port ?? (context.Request.IsHttps ? 443 : 80)) != context.Connection.LocalPort)
            return false;
        if (IPAddress.TryParse(host.Host, out var address))
        {
            var reached = Visitor.Plain(context.Connection.LocalIpAddress);
            return names is null || IPAddress.IsLoopback(reached) ? IPAddress.IsLoopback(address) : Visitor.Plain(address).Equals(reached);
        }
        return host.Host.Equals(LoopbackName, StringComparison.OrdinalIgnoreCase)
            || names?.Any(name => IsNamed(host.Host, name)) == true;
    }

    private static bool IsNamed(string host, string name) => name.StartsWith("*.", StringComparison.Ordinal)
        ? host.IndexOf('.', StringComparison.Ordinal) is > 0 and var label
            && name.AsSpan(1).Equals(host.AsSpan(label), StringComparison.OrdinalIgnoreCase)
        : name.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static bool IsFromHere(StringValues site) => site.Count == 0 || site == "same-origin" || site == "none";

    private static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    private static void Protect(IHeaderDictionary headers, HttpRequest request)
    {
        // Safari before 15.4 does not count ws: on the same host as 'self', hence its address.
        var socket = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.Value}";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
            + $"connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store"; // endpoints whose answers may be cached override this
    }
}
