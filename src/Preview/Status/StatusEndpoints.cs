using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Status;

/// <summary>The state of the live view over REST.</summary>
internal sealed class StatusEndpoints(Func<LiveStatus> status)
{
    /// <summary>Maps <c>GET /api/status</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/status", () => TypedResults.Ok(status())).WithTags("live view").RequireRole(AccessRole.Watch)
            .WithName("status")
            .WithSummary("The state of the live view: source, model, provider, frame counts, rate and latency.");
}
