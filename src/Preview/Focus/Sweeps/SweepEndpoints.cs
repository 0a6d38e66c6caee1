using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>The focus sweep over REST. Each answer to an order is the state, so that the page shows at once what has begun.</summary>
internal sealed class SweepEndpoints(SweepControls sweep)
{
    private const string NoResult = "There is no result yet: start a sweep first.";

    /// <summary>Maps <c>/api/focus/sweep</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/focus/sweep").WithTags("focus sweep").RequireRole(AccessRole.Control);
        api.MapGet("", () => TypedResults.Ok(sweep.State)).RequireRole(AccessRole.Watch).WithName("sweep")
            .WithSummary("The focus sweep that runs, or the last result.");
        api.MapPost("/start", Start).WithName("startSweep")
            .WithSummary("Starts a sweep over a still scene, for one picture that is in focus everywhere.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/stop", Stop).WithName("stopSweep")
            .WithSummary("Ends the sweep with what it has; a driven lens goes back to where it was.");
        api.MapPost("/cancel", Cancel).WithName("cancelSweep")
            .WithSummary("Ends the sweep without a result; a driven lens goes back to where it was.");
        api.MapPost("/save", SaveAsync).WithName("saveSweep")
            .WithSummary("Saves the picture, its depth map and its facts, and answers when the files are complete.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        api.MapGet("/picture.jpg", Picture).RequireRole(AccessRole.Watch).WithName("sweepPicture")
            .WithSummary("The picture so far, for the screen: 1920 pixels at most.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/maps", Maps).RequireRole(AccessRole.Watch).WithName("sweepMaps")
            .WithSummary(
                "Two maps of float32, little-endian, rows x columns each: the position of best focus, then the blur radius "
                    + "there; NaN where unknown.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/files/{name}", Saved).RequireRole(AccessRole.Watch).WithName("sweepFile")
            .WithSummary("A file that was saved in this run of the program.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/png", "image/tiff", "image/jpeg", "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Results<Ok<SweepState>, ProblemHttpResult> Start(SweepStart? wanted)
    {
        if (wanted?.Pixels is not (null or "deblurred" or "source"))
            return Refused("Pixels are deblurred or source.");
        try
        {
            sweep.Start(wanted?.Drive, wanted?.Pixels != "source");
            return TypedResults.Ok(sweep.State);
        }
        catch (P2iktException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Kind switch
            {
                FaultKind.WrongUsage => StatusCodes.Status400BadRequest,
                FaultKind.NotAvailable => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status409Conflict,
            });
        }
    }

    private Ok<SweepState> Stop()
    {
        sweep.Stop();
        return TypedResults.Ok(sweep.State);
    }

    private Ok<SweepState> Cancel()
    {
        sweep.Cancel();
        return TypedResults.Ok(sweep.State);
    }

    private async Task<Results<Ok<SweepState>, ProblemHttpResult>> SaveAsync(SweepSave? wanted)
    {
        if (wanted?.Format is not (null or "png" or "tiff" or "jpeg"))
            return Refused("A format is png, tiff or jpeg.");
        try
        {
            // Not cancelled when the client disconnects: the files are complete all the same.
            await sweep.SaveAsync(wanted?.Format switch { "tiff" => ".tif", "jpeg" => ".jpg", _ => ".png" }).ConfigureAwait(false);
            return TypedResults.Ok(sweep.State);
        }
        catch (RecordingException failed)
        {
            return TypedResults.Problem(failed.Message, statusCode: StatusCodes.Status507InsufficientStorage);
        }
        catch (SweepException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private Results<FileContentHttpResult, ProblemHttpResult> Picture(HttpContext context)
    {
        var (pixels, size) = sweep.Read(static run => (run.CopyPixels(), run.Size));
        if (pixels is null)
            return NotFound(NoResult);
        context.Response.Headers.CacheControl = "no-store"; // it grows
        return TypedResults.Bytes(SweepPicture.Encode(pixels, size), "image/jpeg");
    }

    private Results<FileContentHttpResult, ProblemHttpResult> Maps(HttpContext context)
    {
        var (positions, radii) = sweep.Read(static run => run.CopyMaps());
        if (positions is null)
            return NotFound(NoResult);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(
            [.. MemoryMarshal.AsBytes(positions.AsSpan()), .. MemoryMarshal.AsBytes(radii.AsSpan())], "application/octet-stream");
    }

    private Results<PhysicalFileHttpResult, ProblemHttpResult> Saved([Description("As the state lists it")] string name) =>
        sweep.Files.Find(name) is { } path
            ? TypedResults.PhysicalFile(path, TypeOf(name), name)
            : NotFound($"There is no saved file '{name}': GET /api/focus/sweep lists those of the last result.");

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".png" => "image/png",
        ".tif" => "image/tiff",
        ".jpg" => "image/jpeg",
        _ => "application/json",
    };

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult NotFound(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status404NotFound);
}
