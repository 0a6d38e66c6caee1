using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Answers HEAD as GET without the body, which the web server leaves out by itself (RFC 9110, section 9.3.2): for endpoints whose answers
/// are short. Assets and videos have HEAD of their own, and a stream has no end.
/// </summary>
internal static class HeadRequests
{
    private static readonly PathString[] Others = ["/clips", "/stream.mjpg", "/live"];

    /// <summary>The middleware; before routing.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method)
            && !Array.Exists(Others, other => context.Request.Path.StartsWithSegments(other, StringComparison.Ordinal)))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
