using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Recording;

/// <summary>The recorder over REST; where clips are not recorded, each answers 404 and says why.</summary>
internal sealed class RecordingEndpoints(ClipRecorder? recorder)
{
    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/recording").WithTags("recording");
        Absentable(api.MapGet("", State).WithName("recording").WithSummary("How the recorder stands: the clip being recorded, its length and size, the disk left, what the user should know."));
        Absentable(api.MapPost("/start", StartAsync).WithName("start").WithSummary("Begins a clip, and answers once it is being recorded.")
            .Produces<string>(StatusCodes.Status400BadRequest, PlainTextError.Type).Produces<string>(StatusCodes.Status409Conflict, PlainTextError.Type));
        Absentable(api.MapPost("/mark", Mark).WithName("mark").WithSummary("Marks the place in the clip being recorded; a chapter of it, too.")
            .Produces<string>(StatusCodes.Status409Conflict, PlainTextError.Type));
        Absentable(api.MapPost("/stop", StopAsync).WithName("stop").WithSummary("Closes the clip, and answers once its file is complete; nothing happens when none is recorded."));
    }

    private static void Absentable(RouteHandlerBuilder endpoint) => endpoint.Produces<string>(StatusCodes.Status404NotFound, PlainTextError.Type);

    private Results<Ok<RecorderState>, ContentHttpResult> State() => recorder is null ? NotRecording() : TypedResults.Ok(recorder.State);

    private async Task<Results<Ok<RecorderState>, ContentHttpResult>> StartAsync(RecordingStart? wanted, CancellationToken stop)
    {
        if (recorder is null)
            return NotRecording();
        try
        {
            await recorder.StartAsync(wanted?.Name?.Trim() is { Length: > 0 } name ? name : null, stop);
            return TypedResults.Ok(recorder.State);
        }
        catch (RecordingException refused)
        {
            return PlainTextError.Of(refused.Kind == FaultKind.WrongUsage ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict, refused.Message);
        }
    }

    private async Task<Results<Ok<RecorderState>, ContentHttpResult>> StopAsync()
    {
        if (recorder is null)
            return NotRecording();
        await recorder.StopAsync(CancellationToken.None); // not given up when whoever asked goes away: the clip ends all the same
        return TypedResults.Ok(recorder.State);
    }

    private Results<Ok<RecorderState>, ContentHttpResult> Mark(RecordingMark? mark)
    {
        if (recorder is null)
            return NotRecording();
        return recorder.Mark(mark?.Label ?? "") ? TypedResults.Ok(recorder.State)
            : PlainTextError.Of(StatusCodes.Status409Conflict, "Nothing is being recorded, so nothing can be marked: start a clip first.");
    }

    private static ContentHttpResult NotRecording() => PlainTextError.Of(StatusCodes.Status404NotFound, "No clips are recorded here: the source is a folder of stills; start with another source.");
}
