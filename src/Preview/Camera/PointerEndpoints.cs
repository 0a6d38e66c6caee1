using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Camera;

/// <summary>The camera's own magnifier and its autofocus at a point, over REST.</summary>
internal sealed class PointerEndpoints(CameraMagnifier magnifier)
{
    /// <summary>Maps <c>/api/camera/pointer</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/camera/pointer").WithTags("tethered camera").RequireRole(AccessRole.Control);
        api.MapGet("", () => TypedResults.Ok(magnifier.State)).RequireRole(AccessRole.Watch).WithName("pointer")
            .WithSummary("The camera's own magnifier, and whether it can focus at a point.");
        Describe(
            api.MapPost("/magnify", MagnifyAsync), "magnify", "Magnifies the live view in the camera, at a place where x and y are given.");
        Describe(api.MapPost("/focus", FocusAsync), "focusAt", "Has the camera focus at a place by its own autofocus, and waits for it.");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint.WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private async Task<Results<Ok<PointerState>, ProblemHttpResult>> MagnifyAsync(PointerRequest? wanted, CancellationToken stop)
    {
        if (wanted?.Magnification is not { Length: > 0 } magnification)
            return Refused("By how much? Give one of the magnifications that GET /api/camera/pointer lists.");
        if (RejectionReason(wanted) is { } reason)
            return Refused(reason);
        try
        {
            await magnifier.MagnifyAsync(magnification, wanted.X, wanted.Y, stop).ConfigureAwait(false);
            return TypedResults.Ok(magnifier.State);
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private async Task<Results<Ok<PointerFocus>, ProblemHttpResult>> FocusAsync(PointerRequest? wanted, CancellationToken stop)
    {
        if (wanted is not { X: { } x, Y: { } y })
            return Refused("Where? Give x and y, shares of the picture's width and height from 0 to 1.");
        if (RejectionReason(wanted) is { } reason)
            return Refused(reason);
        try
        {
            return TypedResults.Ok(new PointerFocus(await magnifier.FocusAsync(x, y, stop).ConfigureAwait(false)));
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private static string? RejectionReason(PointerRequest wanted) =>
        wanted.X is null != wanted.Y is null ? "A place has both x and y."
        : wanted is { X: not (null or (>= 0 and <= 1)) } or { Y: not (null or (>= 0 and <= 1)) }
            ? "A place lies inside the picture: x and y are 0 to 1."
        : null;

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Refused(CaptureException refused) => TypedResults.Problem(
        refused.Message,
        statusCode: refused.Kind == FaultKind.NotAvailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict);
}
