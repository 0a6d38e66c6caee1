using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Refuses a body in a character set that is not known, with 415. The framework fails on it when it reads the body, and answers 500.
/// </summary>
internal static class RequestText
{
    /// <summary>The middleware.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.Charset.HasValue || type.Encoding is not null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }
}
