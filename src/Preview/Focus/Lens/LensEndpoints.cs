using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A driven lens over REST. Each answer is the state of the lens, so that the page shows at once what has begun.</summary>
internal sealed class LensEndpoints(LensOrders orders)
{
    /// <summary>Maps <c>/api/focus/lens</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus/lens").WithTags("lens drive").RequireRole(AccessRole.Control);
        api.MapGet("", () => TypedResults.Ok(orders.State)).RequireRole(AccessRole.Watch).WithName("lens")
            .WithSummary("What the driven lens does, its marks and its focus stack.");
        Describe(api.MapPost("/move", MoveAsync), "moveLens", "Moves the focus a little, and answers when the picture shows it.");
        Describe(api.MapPost("/autofocus", Autofocus), "autofocus", "Starts an autofocus on a focus point.");
        Describe(
            api.MapPost("/backlash", Backlash), "measureBacklash", "Starts to measure the backlash of the lens on a focus point in focus.");
        Describe(api.MapPost("/marks", AddMark), "addFocusMark", "Marks the present focus.");
        Describe(api.MapDelete("/marks/{id:int}", RemoveMark), "removeFocusMark", "Removes a focus mark.");
        Describe(api.MapPost("/marks/{id:int}/rack", Rack), "rack", "Starts to pull the focus to a mark.");
        Describe(api.MapPut("/stack", SetLimit), "setStackLimit", "Makes the present focus the near or the far limit of the focus stack.");
        Describe(api.MapPost("/stack", () => Do(orders.StartStack)), "takeStack", "Starts to take the pictures of the focus stack.");
        Describe(api.MapPut("/drift", WatchDrift), "watchDrift", "Watches whether the focus of a point drifts; point null ends the watch.");
        Describe(api.MapPost("/trap", Trap), "trapFocus", "Takes a picture once a focus point comes into focus.");
        Describe(api.MapPost("/cancel", () => Do(orders.Cancel)), "cancelLens", "Ends the operation of the lens that runs, if any.");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint.WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private Task<Results<Ok<LensState>, ProblemHttpResult>> MoveAsync(LensMoveRequest? wanted, CancellationToken disconnected) =>
        DoAsync(() => orders.MoveAsync(wanted?.Size, wanted?.Direction, disconnected));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> Autofocus(LensPointRequest? wanted) =>
        Do(() => orders.Autofocus(wanted?.Point));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> Backlash(LensPointRequest? wanted) => Do(() => orders.Backlash(wanted?.Point));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> Trap(LensPointRequest? wanted) => Do(() => orders.Trap(wanted?.Point));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> WatchDrift(LensPointRequest? wanted) =>
        Do(wanted is { Point: null } ? orders.EndDriftWatch : () => orders.WatchDrift(wanted?.Point));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> AddMark(LensMarkRequest? wanted) => Do(() => orders.AddMark(wanted?.Name));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> RemoveMark([Description("Number of the mark")] int id) =>
        Do(() => orders.RemoveMark(id));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> Rack([Description("Number of the mark")] int id, LensRackRequest? wanted) =>
        Do(() => orders.Rack(id, wanted?.Seconds));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> SetLimit(LensLimitRequest? wanted) =>
        Do(() => orders.SetStackLimit(wanted?.Limit));

    private Task<Results<Ok<LensState>, ProblemHttpResult>> Do(Action act) => DoAsync(() =>
    {
        act();
        return Task.CompletedTask;
    });

    private async Task<Results<Ok<LensState>, ProblemHttpResult>> DoAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            return TypedResults.Ok(orders.State);
        }
        catch (P2iktException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: (refused, refused.Kind) switch
            {
                (LensOrderException, FaultKind.NotAvailable) => StatusCodes.Status404NotFound,
                (_, FaultKind.NotAvailable) => StatusCodes.Status503ServiceUnavailable,
                (_, FaultKind.WrongUsage) => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status409Conflict,
            });
        }
    }
}
