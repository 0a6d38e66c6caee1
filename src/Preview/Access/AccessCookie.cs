using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Access;

/// <summary>
/// The cookie that a pairing link sets: the token, out of reach of scripts, sent by no other site. Cookies do not distinguish ports, so its
/// name does: two live views on one machine keep theirs apart. Over TLS the browser sends it over TLS only.
/// </summary>
internal static class AccessCookie
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400); // the longest that browsers keep

    /// <summary>The token; null when the request has no such cookie.</summary>
    public static string? Read(HttpContext context) => context.Request.Cookies[Name(context)];

    /// <summary>Has the browser keep a token.</summary>
    public static void Write(HttpContext context, string token)
    {
        var options = Options(context);
        options.MaxAge = MaxAge;
        context.Response.Cookies.Append(Name(context), token, options);
    }

    /// <summary>Has the browser forget a token that is not valid any more.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options(context));

    private static string Name(HttpContext context) =>
        $"{(context.Request.IsHttps ? "__Host-" : "")}p2ikt-{context.Connection.LocalPort}";

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
    };
}
