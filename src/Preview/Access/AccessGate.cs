using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace P2IKT.Live.Preview.Access;

/// <summary>
/// The middleware that lets a request through to its endpoint, or refuses it. The endpoint declares the role that it needs
/// (<see cref="RequiredRole"/>); the visitor has the role of the token presented, in a header or the cookie of a pairing link.
/// </summary>
/// <remarks>It stands between routing and the endpoints. Beyond loopback only what needs no role is served without TLS.</remarks>
/// <param name="tokens">The tokens; null: only this machine is served, which needs none.</param>
/// <param name="limit">Counts wrong tokens.</param>
/// <param name="openOnLoopback">Whether visitors on this machine have control without a token.</param>
internal sealed class AccessGate(AccessTokens? tokens, WrongTokenLimit limit, bool openOnLoopback)
{
    /// <summary>The page that explains pairing.</summary>
    public const string UnpairedPage = "/unpaired";

    private const string HowToPair = "open a pairing link of the live view, or send the header Authorization: Bearer TOKEN";

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        var needed = endpoint is null ? AccessRole.Watch
            : endpoint.Metadata.GetMetadata<RequiredRole.Metadata>()?.Role ?? AccessRole.Control;
        if (needed == AccessRole.Anyone)
            return next(context);
        if (IsPlainFromElsewhere(context))
            return RequireTlsAsync(context);
        var token = Presented(context);
        var role = RoleOf(context, token);
        context.Grant(role);
        if (role >= needed)
            return next(context);
        return role == AccessRole.Anyone ? RefuseUnknownAsync(context, token is not null) : AccessRefusal.WriteAsync(
            context, StatusCodes.Status403Forbidden,
            "This device only watches: open the link for control, which the photographer's screen shows.");
    }

    /// <summary>The role of a visitor, without counting a wrong token.</summary>
    public AccessRole RoleOf(HttpContext context) => RoleOf(context, Presented(context));

    /// <summary>Answers a request whose token is missing or wrong; the latter is counted.</summary>
    public Task RefuseUnknownAsync(HttpContext context, bool hasToken)
    {
        context.Response.Headers.Connection = "close"; // nobody who is not let in keeps a connection
        if (!hasToken)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return AccessRefusal.WriteAsync(context, StatusCodes.Status401Unauthorized, $"This live view needs a token: {HowToPair}.");
        }
        AccessCookie.Delete(context);
        if (!limit.Count(context.Address()))
        {
            context.Response.Headers.RetryAfter = WrongTokenLimit.Window.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return AccessRefusal.WriteAsync(
                context, StatusCodes.Status429TooManyRequests,
                "There were too many wrong tokens from this address: a right one is served at once.");
        }
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return AccessRefusal.WriteAsync(context, StatusCodes.Status401Unauthorized,
            $"This token is not valid, or not any more: {HowToPair}.");
    }

    /// <summary>Whether a request came from another machine without TLS: whoever is on the network could read it.</summary>
    public static bool IsPlainFromElsewhere(HttpContext context) => !context.Request.IsHttps && !context.IsOnLoopback();

    /// <summary>Sends a browser to the same address over TLS; refuses what is not a plain question.</summary>
    public static Task RequireTlsAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return AccessRefusal.WriteAsync(context, StatusCodes.Status403Forbidden,
                "From another machine the live view is served over https only.");
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"https://{request.Host}{request.PathBase}{request.Path}{request.QueryString}";
        return Task.CompletedTask;
    }

    private AccessRole RoleOf(HttpContext context, string? token)
    {
        if (tokens is null || (openOnLoopback && context.IsOnLoopback()))
            return AccessRole.Control;
        return tokens.RoleOf(token) ?? AccessRole.Anyone;
    }

    /// <summary>The token of a request; null when it has none. A header counts before a cookie, also when it is wrong.</summary>
    private static string? Presented(HttpContext context)
    {
        const string Scheme = "Bearer ";
        string? header = context.Request.Headers[HeaderNames.Authorization];
        if (string.IsNullOrEmpty(header))
            return AccessCookie.Read(context);
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }
}
