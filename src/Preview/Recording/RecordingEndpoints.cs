using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Recording;

/// <summary>The clip recorder over REST. Without a recorder, each endpoint answers 404 with the reason.</summary>
internal sealed class RecordingEndpoints(RecordingControls controls)
{
    /// <summary>Maps <c>/api/recording</c> with start, mark and stop.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/recording").WithTags("recording").RequireRole(AccessRole.Control);
        api.MapGet("", State).RequireRole(AccessRole.Watch).WithName("recording")
            .WithSummary("State of the recorder: the clip being recorded, its length and size, the free disk space, a message.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/start", StartAsync).WithName("start").WithSummary("Starts a clip, and answers once it is being recorded.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/mark", Mark).WithName("mark")
            .WithSummary("Adds a mark to the clip being recorded; it becomes a chapter of the clip, too.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/stop", StopAsync).WithName("stop")
            .WithSummary("Closes the clip, and answers once its file is complete. It succeeds when nothing is being recorded.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private Results<Ok<RecorderState>, ProblemHttpResult> State() =>
        controls.State is { } state ? TypedResults.Ok(state) : TypedResults.Problem(
            RecordingControls.NoRecorder, statusCode: StatusCodes.Status404NotFound);

    private Task<Results<Ok<RecorderState>, ProblemHttpResult>> StartAsync(RecordingStart? wanted, CancellationToken stop) =>
        DoAsync(() => controls.StartAsync(wanted?.Name, stop));

    // Not cancelled when the client disconnects: the clip ends all the same.
    private Task<Results<Ok<RecorderState>, ProblemHttpResult>> StopAsync() => DoAsync(() => controls.StopAsync(CancellationToken.None));

    private Task<Results<Ok<RecorderState>, ProblemHttpResult>> Mark(RecordingMark? mark) => DoAsync(() =>
    {
        controls.Mark(mark?.Label);
        return Task.CompletedTask;
    });

    private async Task<Results<Ok<RecorderState>, ProblemHttpResult>> DoAsync(Func<Task> act)
    {
        if (controls.State is null)
            return State();
        try
        {
            await act().ConfigureAwait(false);
            return State();
        }
        catch (RecordingException refused)
        {
            var code = refused.Kind == FaultKind.WrongUsage ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            return TypedResults.Problem(refused.Message, statusCode: code);
        }
    }
}
