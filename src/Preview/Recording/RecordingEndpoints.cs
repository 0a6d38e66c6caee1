using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Recording;

/// <summary>The clip recorder over REST. Without a recorder, each endpoint answers 404 with the reason.</summary>
internal sealed class RecordingEndpoints(ClipRecorder? recorder)
{
    /// <summary>Maps <c>/api/recording</c> with start, mark and stop.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/recording").WithTags("recording");
        api.MapGet("", State).WithName("recording")
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
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Results<Ok<RecorderState>, ProblemHttpResult> State() => recorder is null ? NotRecording() : TypedResults.Ok(recorder.State);

    private async Task<Results<Ok<RecorderState>, ProblemHttpResult>> StartAsync(RecordingStart? wanted, CancellationToken stop)
    {
        if (recorder is null)
            return NotRecording();
        try
        {
            await recorder.StartAsync(wanted?.Name?.Trim() is { Length: > 0 } name ? name : null, stop).ConfigureAwait(false);
            return TypedResults.Ok(recorder.State);
        }
        catch (RecordingException refused)
        {
            var code = refused.Kind == FaultKind.WrongUsage ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            return TypedResults.Problem(refused.Message, statusCode: code);
        }
    }

    private async Task<Results<Ok<RecorderState>, ProblemHttpResult>> StopAsync()
    {
        if (recorder is null)
            return NotRecording();
        // Not cancelled when the client disconnects: the clip ends all the same.
        await recorder.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return TypedResults.Ok(recorder.State);
    }

    private Results<Ok<RecorderState>, ProblemHttpResult> Mark(RecordingMark? mark)
    {
        if (recorder is null)
            return NotRecording();
        if (recorder.Mark(mark?.Label ?? ""))
            return TypedResults.Ok(recorder.State);
        return TypedResults.Problem(
            "Nothing is being recorded, so nothing can be marked: start a clip first.", statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemHttpResult NotRecording() => TypedResults.Problem(
        "No clips are recorded here: the source is a folder of stills; start with another source.",
        statusCode: StatusCodes.Status404NotFound);
}
