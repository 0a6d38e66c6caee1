using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace P2IKT.Live.Preview.Access;

/// <summary>Pairing, and what a visitor may do.</summary>
/// <param name="tokens">The tokens; null: nothing is paired, only this machine is served.</param>
/// <param name="links">The links with them; null likewise.</param>
/// <param name="gate">Refuses wrong tokens.</param>
internal sealed class PairingEndpoints(AccessTokens? tokens, PairingLinks? links, AccessGate gate)
{
    private static readonly string[] Pages = ["/", "/screen", "/obs", "/clips"];

    /// <summary>Maps <c>/pair</c> and <c>/api/access</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/access").WithTags("access");
        api.MapGet("", State).RequireRole(AccessRole.Watch).WithName("access")
            .WithSummary("What this visitor may do: watch, or control; and whether other devices can be paired.");
        if (tokens is null)
            return;
        endpoints.MapGet("/pair", PairAsync).RequireRole(AccessRole.Anyone).ExcludeFromDescription();
        api.MapGet("/links", () => TypedResults.Ok(links!.All)).RequireRole(AccessRole.Control).WithName("pairingLinks")
            .WithSummary("The pairing links: each lets a device in that opens it, to watch or to control.");
        api.MapGet("/links/{role}.svg", Picture).RequireRole(AccessRole.Control).WithName("pairingCode")
            .WithSummary("A pairing link as a QR code.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/svg+xml").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Ok<AccessState> State(HttpContext context) => TypedResults.Ok(new AccessState(context.Role(), links is not null));

    private Results<ContentHttpResult, ProblemHttpResult> Picture([Description("watch or control")] string role)
    {
        var link = links!.All.FirstOrDefault(link => string.Equals(link.Role.ToString(), role, StringComparison.OrdinalIgnoreCase));
        return link is null
            ? TypedResults.Problem("There is no such role: it is watch or control.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Text(link.ToSvg(), "image/svg+xml");
    }

    // A link may also lead to another page than the first: /pair?token=...&to=/screen.
    private Task PairAsync(HttpContext context)
    {
        if (AccessGate.IsPlainFromElsewhere(context))
            return AccessGate.RequireTlsAsync(context);
        string? token = context.Request.Query["token"];
        if (tokens!.RoleOf(token) is not { } role)
            return gate.RefuseUnknownAsync(context, hasToken: !string.IsNullOrEmpty(token));
        if (role >= gate.RoleOf(context)) // a link that another page has opened does not take control away
            AccessCookie.Write(context, token!);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        string? page = context.Request.Query["to"];
        context.Response.Headers.Location = Pages.Contains(page) ? page : "/";
        return Task.CompletedTask;
    }
}
