using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>A manual lens, read from the focus points, over REST.</summary>
internal sealed class ManualEndpoints(FocusAssist focus)
{
    /// <summary>Maps <c>/api/focus/manual</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus/manual").WithTags("focus assist").RequireRole(AccessRole.Control);
        api.MapGet("", () => TypedResults.Ok(ManualState.Of(focus))).RequireRole(AccessRole.Watch).WithName("manualFocus")
            .WithSummary("Signed defocus of the focus points for a lens that is turned by hand, and how to turn its ring.");
        api.MapPut("", Change).WithName("changeManualFocus")
            .WithSummary("Says which end of the depth is nearer; at first it is the lower one in the picture.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/reset", Reset).WithName("resetManualFocus")
            .WithSummary("Forgets how the ring acts on the points: the camera was turned, or the lens changed.");
    }

    private Results<Ok<ManualState>, ProblemHttpResult> Change(ManualChange? wanted)
    {
        if (wanted?.Flipped is not { } flipped)
            return TypedResults.Problem(
                "There is nothing to change: give flipped, true or false.", statusCode: StatusCodes.Status400BadRequest);
        focus.IsDepthFlipped = flipped;
        return TypedResults.Ok(ManualState.Of(focus));
    }

    private Ok<ManualState> Reset()
    {
        focus.ResetManual();
        return TypedResults.Ok(ManualState.Of(focus));
    }
}
