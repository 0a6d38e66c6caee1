using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Camera;

/// <summary>The controls of the tethered camera over REST. Without a camera, each endpoint answers 404 with the reason.</summary>
internal sealed class CameraEndpoints(ICameraControls? camera)
{
    /// <summary>Why nothing can be ordered where there is no camera.</summary>
    public const string NoCameraText = "There is no tethered camera: start with the source gphoto2: for one.";

    /// <summary>Maps <c>/api/camera</c> with its settings and release.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/camera").WithTags("tethered camera").RequireRole(AccessRole.Control);
        api.MapGet("", State).RequireRole(AccessRole.Watch).WithName("camera")
            .WithSummary("State of the tethered camera: its settings with their choices, why the live view is paused, its last picture.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut("/settings/{name}", SetAsync).WithName("set")
            .WithSummary("Changes a setting, such as iso, aperture, shutter, whiteBalance or focusDrive.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/release", ReleaseAsync).WithName("release")
            .WithSummary("Takes a picture, and answers once all files that the camera makes of it are on the disk.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private Results<Ok<CameraState>, ProblemHttpResult> State() => camera is null ? NoCamera() : TypedResults.Ok(camera.State);

    private async Task<Results<Ok<CameraSetting>, ProblemHttpResult>> SetAsync(
        [Description("As GET /api/camera lists it")] string name, CameraSettingValue setting, CancellationToken stop)
    {
        if (camera is null)
            return NoCamera();
        if (setting.Value is null) // JSON without a value, or with null
            return TypedResults.Problem(
                "To what? Give value: a choice of the setting, or a number within its range.", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            return TypedResults.Ok(await camera.SetAsync(name, setting.Value, stop).ConfigureAwait(false));
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private async Task<Results<Ok<CameraShot>, ProblemHttpResult>> ReleaseAsync(CancellationToken stop)
    {
        if (camera is null)
            return NoCamera();
        try
        {
            return TypedResults.Ok(await camera.CaptureStillAsync(stop).ConfigureAwait(false));
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private static ProblemHttpResult NoCamera() => TypedResults.Problem(NoCameraText, statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refused(CaptureException refused)
    {
        var code = refused.Kind == FaultKind.NotAvailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict;
        return TypedResults.Problem(refused.Message, statusCode: code);
    }
}
