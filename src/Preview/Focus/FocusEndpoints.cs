using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Focus;

/// <summary>The focus points over REST. They belong to the live view, not to a viewer: what one viewer places, all see.</summary>
internal sealed class FocusEndpoints(FocusAssist focus)
{
    /// <summary>Maps <c>/api/focus</c> with its points.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus").WithTags("focus assist");
        api.MapGet("", () => TypedResults.Ok(FocusState.Of(focus))).WithName("focus")
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
        if (wanted.TrimmedName is not { } name)
            return null;
        if (name.Length is 0 or > FocusPoint.MaxNameLength)
            return $"The name has {name.Length} characters: a focus point's name has 1 to {FocusPoint.MaxNameLength}.";
        if (name.Any(IsControl))
            return "The name has control characters: give it without them.";
        return name.All(IsInvisible) ? "The name has no visible character: give one that can be read." : null;
    }

    private static string Outside(string axis, double value, string side) => string.Create(
        CultureInfo.InvariantCulture, $"The place {axis} = {value} lies outside the picture: it is a share of its {side}, from 0 to 1.");

    // Those that set the direction of text count, too: they would turn round what stands beside the name.
    private static bool IsControl(char one) =>
        one is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
        || char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsInvisible(char one) => char.IsWhiteSpace(one) || char.GetUnicodeCategory(one) == UnicodeCategory.Format;

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult NoPoint(int id) => TypedResults.Problem(
        $"There is no focus point {id}: GET /api/focus lists those there are.", statusCode: StatusCodes.Status404NotFound);
}
