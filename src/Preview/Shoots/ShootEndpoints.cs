using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>The shoot over REST: session and names, the shot list, ratings, snapshots, the second copy.</summary>
internal sealed class ShootEndpoints(ShootServices services, SessionSnapshots snapshots, ICameraControls? camera)
{
    // A list that is too large is read to its end nevertheless: who still sends one when its connection is closed never sees the refusal.
    private const int MaxRequestBytes = 16 * ShotList.MaxBytes;

    private readonly Shoot _shoot = services.Shoot;
    private readonly ShootPictures _pictures = new(services.Shoot, services.Copies);

    /// <summary>Maps <c>/api/shoot</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/shoot").WithTags("shoot").RequireRole(AccessRole.Control).AddEndpointFilter(ReportRefusalAsync);
        api.MapGet("", State).RequireRole(AccessRole.Watch).WithName("shoot")
            .WithSummary("Session, names, folders, the current entry of the shot list, the newest picture, the second copy.");
        api.MapPut("", Change).WithName("nameShoot")
            .WithSummary("Sets the session's folder and the names of what comes next: {date} {time} {seq} {name} {camera} {file}.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/scan", Scan).WithName("scan")
            .WithSummary("Makes the entry with this code or name the current one; without a list the text becomes the name.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/list", List).WithName("shotList").WithSummary("The entries of the shot list, with what was taken of each.");
        api.MapPost("/list", LoadAsync).WithName("loadShotList").WithSummary("Loads a shot list: CSV, UTF-8, at most 4 MiB.")
            .Accepts<string>("text/csv").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes));
        api.MapDelete("/list", Remove).WithName("removeShotList").WithSummary("Forgets the shot list and the current name.");
        api.MapPut("/list/current", Select).WithName("selectShot").WithSummary("Makes an entry of the shot list the current one.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/pictures", Pictures).WithName("pictures")
            .WithSummary("The pictures of the session with their ratings, the newest first, at most 200.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut("/pictures/{name}/rating", Rate).WithName("rate")
            .WithSummary("Rates a picture with 0 to 5 stars, in an XMP sidecar beside it.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/checks", Checks).WithName("checkShoot")
            .WithSummary("Checks before the shoot: battery, card, disks, focus mode, live view, USB mode, with advice.");
        api.MapPost("/snapshot", SnapshotAsync).WithName("saveSnapshot")
            .WithSummary("Saves the newest deblurred picture as JPEG in the session's folder.")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private Ok<ShootState> State()
    {
        var (folders, list) = (_shoot.Folders, _shoot.List);
        return TypedResults.Ok(new ShootState
        {
            Session = _shoot.Session,
            Names = _shoot.Names,
            PicturesFolder = folders.Pictures,
            ClipsFolder = folders.Clips,
            CurrentName = _shoot.CurrentName,
            Current = _shoot.Current,
            ListLength = list?.Entries.Count ?? 0,
            ListId = list?.Id,
            Newest = Newest(),
            Copy = services.Copies?.State,
        });
    }

    private Ok<ShootState> Change(ShootChange change)
    {
        _shoot.SetNames(change.Session?.Trim() ?? "", change.Names?.Trim() is { Length: > 0 } names ? names : null);
        if (_shoot.Session.Length > 0)
            services.CopyWhatIsThere();
        return State();
    }

    private Ok<ShootState> Scan(ShootScan scan)
    {
        _shoot.Scan(scan.Text ?? "");
        return State();
    }

    private Ok<ShootListEntries> List() => TypedResults.Ok(new ShootListEntries(_shoot.Positions()));

    private async Task<Ok<ShootState>> LoadAsync(HttpRequest request, CancellationToken stop)
    {
        using var csv = new MemoryStream(); // the reader of a list is not asynchronous
        var part = new byte[64 << 10];
        var isTooLarge = false;
        for (int got; (got = await request.Body.ReadAsync(part, stop).ConfigureAwait(false)) > 0;)
        {
            isTooLarge |= csv.Length + got > ShotList.MaxBytes;
            if (!isTooLarge)
                csv.Write(part, 0, got);
        }
        if (isTooLarge)
            throw new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge);
        csv.Position = 0;
        _shoot.Use(ShotList.Read(csv, "that was sent"));
        return State();
    }

    private Ok<ShootState> Remove()
    {
        _shoot.RemoveList();
        return State();
    }

    private Ok<ShootState> Select(ShootSelection selection)
    {
        _shoot.Select(selection.Index);
        return State();
    }

    private Ok<ShootPictureList> Pictures() =>
        TypedResults.Ok(new ShootPictureList(_shoot.Folders.Pictures, _pictures.List()));

    private Ok<ShootPicture> Rate([Description("As GET /api/shoot/pictures lists it")] string name, ShootRating rating) =>
        TypedResults.Ok(_pictures.Rate(name, rating.Rating));

    private async Task<Results<Ok<ShootSnapshot>, ProblemHttpResult>> SnapshotAsync(CancellationToken stop)
    {
        if (await snapshots.SaveAsync(stop).ConfigureAwait(false) is { } path)
            return TypedResults.Ok(new ShootSnapshot(path));
        return TypedResults.Problem(SessionSnapshots.NoPicture, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private Ok<ShootChecks> Checks()
    {
        var folders = _shoot.Folders;
        var checks = new List<PreflightCheck>();
        if (camera is not null)
            checks.AddRange(Preflight.OfCamera(camera.State));
        checks.AddRange(Preflight.OfUsb(UsbCameras.WrongModes()));
        checks.Add(Preflight.OfDisk("Disk for pictures", folders.Pictures));
        checks.Add(Preflight.OfDisk("Disk for clips", folders.Clips));
        if (services.Copies is { } copies)
            checks.Add(Preflight.OfCopies(copies.State));
        return TypedResults.Ok(new ShootChecks(checks));
    }

    private ShootPicture? Newest()
    {
        try
        {
            return _pictures.Newest();
        }
        catch (RecordingException)
        {
            return null; // GET /api/shoot/pictures says why
        }
    }

    private static async ValueTask<object?> ReportRefusalAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call).ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TypedResults.Problem(
                $"The shot list that was sent has more than {ShotList.MaxBytes >> 20} MiB: split it.", statusCode: tooLarge.StatusCode);
        }
        catch (RecordingException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Kind switch
            {
                FaultKind.WrongUsage => StatusCodes.Status400BadRequest,
                FaultKind.NotAvailable => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status409Conflict,
            });
        }
    }
}
