using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Focus;

/// <summary>The focus points over REST. They belong to the live view, not to a viewer: what one viewer places, all see.</summary>
/// <param name="focus">The focus points.</param>
/// <param name="hasLens">Whether there is a lens beside them.</param>
/// <param name="hasCamera">Whether there is a tethered camera.</param>
internal sealed class FocusEndpoints(FocusAssist focus, bool hasLens, bool hasCamera)
{
    /// <summary>Maps <c>/api/focus</c> with its points.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus").WithTags("focus assist").RequireRole(AccessRole.Control);
        api.MapGet("", () => TypedResults.Ok(FocusState.Of(focus, hasLens, hasCamera))).RequireRole(AccessRole.Watch).WithName("focus")
            .WithSummary("The focus points with their names, and what counts as in focus. The readings come with each frame.");
        api.MapPost("/points", Add).WithName("addFocusPoint")
            .WithSummary("Places a focus point. It gets the lowest free number, 1 to 9.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/points", Clear).WithName("removeFocusPoints").WithSummary("Removes all focus points.");
        api.MapPut("/points/{id:int}", Change).WithName("changeFocusPoint")
            .WithSummary("Moves or renames a focus point; what is left out stays. A moved point forgets its best focus.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/points/{id:int}", Remove).WithName("removeFocusPoint").WithSummary("Removes a focus point.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/points/{id:int}/reset", Reset).WithName("resetFocusPoint").WithSummary("Forgets the best focus of a focus point.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Results<Created<FocusPoint>, ProblemHttpResult> Add(FocusPointChange? wanted)
    {
        if (wanted is not { X: { } x, Y: { } y })
            return Refused("A focus point needs a place: give x and y, shares of the picture's width and height from 0 to 1.");
        if (RejectionReason(wanted) is { } reason)
            return Refused(reason);
        try
        {
            var added = focus.Add(x, y, wanted.TrimmedName);
            return TypedResults.Created((string?)null, added);
        }
        catch (InvalidOperationException full)
        {
            return TypedResults.Problem(full.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private Results<Ok<FocusPoint>, ProblemHttpResult> Change([Description("Number of the point, 1 to 9")] int id, FocusPointChange? wanted)
    {
        if (wanted is null or { X: null, Y: null, Name: null })
            return Refused("There is nothing to change: give x, y or name.");
        if (RejectionReason(wanted) is { } reason)
            return Refused(reason);
        return focus.Change(id, wanted.X, wanted.Y, wanted.TrimmedName) is { } changed ? TypedResults.Ok(changed) : NoPoint(id);
    }

    private NoContent Clear()
    {
        focus.Clear();
        return TypedResults.NoContent();
    }

    private Results<NoContent, ProblemHttpResult> Remove([Description("Number of the point, 1 to 9")] int id) =>
        focus.Remove(id) ? TypedResults.NoContent() : NoPoint(id);

    private Results<NoContent, ProblemHttpResult> Reset([Description("Number of the point, 1 to 9")] int id) =>
        focus.Reset(id) ? TypedResults.NoContent() : NoPoint(id);

    private static string? RejectionReason(FocusPointChange wanted)
    {
        if (wanted.X is not (null or (>= 0 and <= 1)))
            return Outside("x", wanted.X.Value, "width");
        if (wanted.Y is not (null or (>= 0 and <= 1)))
            return Outside("y", wanted.Y.Value, "height");
        return PointName.RejectionReason(wanted.TrimmedName);
    }

    private static string Outside(string axis, double value, string side) => string.Create(
        CultureInfo.InvariantCulture, $"The place {axis} = {value} lies outside the picture: it is a share of its {side}, from 0 to 1.");

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult NoPoint(int id) => TypedResults.Problem(
        $"There is no focus point {id}: GET /api/focus lists those there are.", statusCode: StatusCodes.Status404NotFound);
}
