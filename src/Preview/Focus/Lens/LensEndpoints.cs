using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A driven lens over REST. Each answer is the state of the lens, so that the page shows at once what has begun.</summary>
internal sealed class LensEndpoints(ILensControls lens, FocusAssist focus)
{
    private const double MaxRackSeconds = 60;

    /// <summary>Maps <c>/api/focus/lens</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus/lens").WithTags("lens drive");
        api.MapGet("", () => TypedResults.Ok(lens.State)).WithName("lens").WithSummary("What the driven lens does, its marks and its focus stack.");
        Describe(api.MapPost("/move", MoveAsync), "moveLens", "Moves the focus a little, and answers when the picture shows it.");
        Describe(api.MapPost("/autofocus", Autofocus), "autofocus", "Starts an autofocus on a focus point.");
        Describe(api.MapPost("/marks", AddMark), "addFocusMark", "Marks the present focus.");
        Describe(api.MapDelete("/marks/{id:int}", RemoveMark), "removeFocusMark", "Removes a focus mark.");
        Describe(api.MapPost("/marks/{id:int}/rack", Rack), "rack", "Starts to pull the focus to a mark.");
        Describe(api.MapPut("/stack", SetLimit), "setStackLimit", "Makes the present focus the near or the far limit of the focus stack.");
        Describe(api.MapPost("/stack", () => Do(lens.StartStack)), "takeStack", "Starts to take the pictures of the focus stack.");
        Describe(api.MapPut("/drift", WatchDrift), "watchDrift", "Watches whether the focus of a point drifts; point null ends the watch.");
        Describe(api.MapPost("/trap", Trap), "trapFocus", "Takes a picture once a focus point comes into focus.");
        Describe(api.MapPost("/cancel", () => Do(lens.Cancel)), "cancelLens", "Ends the operation of the lens that runs, if any.");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint.WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private async Task<Results<Ok<LensState>, ProblemHttpResult>> MoveAsync(LensMoveRequest? wanted, CancellationToken disconnected)
    {
        if (wanted is not { Size: { } size, Direction: "nearer" or "farther" })
            return Refused("A move needs a size (small, medium or large) and a direction (nearer or farther).");
        try
        {
            await lens.MoveAsync(size, wanted.Direction == "farther", disconnected).ConfigureAwait(false);
            return TypedResults.Ok(lens.State);
        }
        catch (P2iktException refused)
        {
            return Refused(refused);
        }
    }

    private Results<Ok<LensState>, ProblemHttpResult> Autofocus(LensPointRequest? wanted) =>
        WithPoint(wanted?.Point, point => Do(() => lens.StartAutofocus(point)));

    private Results<Ok<LensState>, ProblemHttpResult> Trap(LensPointRequest? wanted) =>
        WithPoint(wanted?.Point, point => Do(() => lens.StartTrap(point)));

    private Results<Ok<LensState>, ProblemHttpResult> WatchDrift(LensPointRequest? wanted) => wanted is { Point: null }
        ? Do(() => lens.WatchDrift(null))
        : WithPoint(wanted?.Point, point => Do(() => lens.WatchDrift(point)));

    private Results<Ok<LensState>, ProblemHttpResult> AddMark(LensMarkRequest? wanted)
    {
        var name = wanted?.Name?.Trim();
        return PointName.RejectionReason(name) is { } reason ? Refused(reason) : Do(() => lens.AddMark(name));
    }

    private Results<Ok<LensState>, ProblemHttpResult> RemoveMark([Description("Number of the mark")] int id) =>
        lens.RemoveMark(id) ? TypedResults.Ok(lens.State) : NoMark(id);

    private Results<Ok<LensState>, ProblemHttpResult> Rack([Description("Number of the mark")] int id, LensRackRequest? wanted)
    {
        var seconds = wanted?.Seconds ?? 0;
        if (!(seconds is >= 0 and <= MaxRackSeconds))
            return Refused(string.Create(CultureInfo.InvariantCulture, $"A pull of {seconds} s is not possible: give 0 to {MaxRackSeconds} seconds."));
        var known = true;
        var answer = Do(() => known = lens.StartRack(id, TimeSpan.FromSeconds(seconds)));
        return known ? answer : NoMark(id);
    }

    private Results<Ok<LensState>, ProblemHttpResult> SetLimit(LensLimitRequest? wanted) => wanted?.Limit is "near" or "far"
        ? Do(() => lens.SetStackLimit(wanted.Limit == "far"))
        : Refused("A limit of the focus stack is near or far.");

    private Results<Ok<LensState>, ProblemHttpResult> WithPoint(int? point, Func<int, Results<Ok<LensState>, ProblemHttpResult>> act)
    {
        if (point is not { } id)
            return Refused("Which focus point? Give its number as point.");
        return focus.Points.Any(known => known.Id == id) ? act(id) : TypedResults.Problem(
            $"There is no focus point {id}: GET /api/focus lists those there are.", statusCode: StatusCodes.Status404NotFound);
    }

    private Results<Ok<LensState>, ProblemHttpResult> Do(Action act)
    {
        try
        {
            act();
            return TypedResults.Ok(lens.State);
        }
        catch (P2iktException refused)
        {
            return Refused(refused);
        }
    }

    private static ProblemHttpResult NoMark(int id) => TypedResults.Problem(
        $"There is no focus mark {id}: GET /api/focus/lens lists those there are.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Refused(P2iktException refused) => TypedResults.Problem(refused.Message, statusCode: refused.Kind switch
    {
        FaultKind.NotAvailable => StatusCodes.Status503ServiceUnavailable,
        FaultKind.WrongUsage => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    });
}
