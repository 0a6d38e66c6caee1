using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Camera;

/// <summary>The controls of the tethered camera over REST; without one, each answers 404 and says why.</summary>
internal sealed class CameraEndpoints(ICameraControls? camera)
{
    private const string Text = "text/plain";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/camera").WithTags("tethered camera");
        api.MapGet("", State).WithName("camera").WithSummary("How the tethered camera stands: its settings with their choices, why the live view stands still if it does, its last picture.")
            .Produces<string>(StatusCodes.Status404NotFound, Text);
        Refusable(api.MapPut("/settings/{name}", SetAsync).WithName("set").WithSummary("Changes a setting, such as iso, aperture, shutter, whiteBalance or focusDrive."));
        Refusable(api.MapPost("/release", ReleaseAsync).WithName("release").WithSummary("Takes a picture, and answers once it is on the disk, with all files that the camera makes of it."));
    }

    private static void Refusable(RouteHandlerBuilder endpoint) => endpoint
        .Produces<string>(StatusCodes.Status404NotFound, Text).Produces<string>(StatusCodes.Status409Conflict, Text)
        .Produces<string>(StatusCodes.Status503ServiceUnavailable, Text);

    private Results<Ok<CameraState>, ContentHttpResult> State() => camera is null ? NoCamera() : TypedResults.Ok(camera.State);

    private async Task<Results<Ok<CameraSetting>, ContentHttpResult>> SetAsync(
        [Description("As GET /api/camera lists it")] string name, CameraSettingValue setting, CancellationToken stop)
    {
        if (camera is null)
            return NoCamera();
        try
        {
            return TypedResults.Ok(await camera.SetAsync(name, setting.Value, stop));
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private async Task<Results<Ok<CameraShot>, ContentHttpResult>> ReleaseAsync(CancellationToken stop)
    {
        if (camera is null)
            return NoCamera();
        try
        {
            return TypedResults.Ok(await camera.CaptureStillAsync(stop));
        }
        catch (CaptureException refused)
        {
            return Refused(refused);
        }
    }

    private static ContentHttpResult NoCamera() => Describe(StatusCodes.Status404NotFound, "There is no tethered camera: start with the source gphoto2: for one.");

    private static ContentHttpResult Refused(CaptureException refused) =>
        Describe(refused.Kind == FaultKind.NotAvailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict, refused.Message);

    private static ContentHttpResult Describe(int code, string sentence) => TypedResults.Text(sentence, Text, System.Text.Encoding.UTF8, code);
}
