using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Access;

/// <summary>Refuses a request in the form that its sender reads: a page, problem details for the API, or a sentence.</summary>
internal static class AccessRefusal
{
    /// <summary>Writes the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">401, 403 or 429.</param>
    /// <param name="reason">One sentence for the user.</param>
    public static Task WriteAsync(HttpContext context, int status, string reason)
    {
        var (request, response) = (context.Request, context.Response);
        if (status != StatusCodes.Status403Forbidden && IsNavigation(request))
        {
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location = AccessGate.UnpairedPage;
            return Task.CompletedTask;
        }
        if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return TypedResults.Problem(reason, statusCode: status).ExecuteAsync(context);
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(reason);
    }

    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && (request.Headers["Sec-Fetch-Mode"] == "navigate"
            || (!request.Headers.ContainsKey("Sec-Fetch-Mode")
                && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)));
}
