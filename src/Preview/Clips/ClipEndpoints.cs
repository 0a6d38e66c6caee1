using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>
/// The clips of a folder over HTTP: the list, the videos with range requests, the sidecars, a small picture of each. Read-only.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="recording">Full path of the clip that is being written; null when none is.</param>
internal sealed class ClipEndpoints(ClipFolder folder, Func<string?> recording)
{
    private const string NameHelp = "As GET /api/clips lists it";

    /// <summary>Maps <c>/api/clips</c> and <c>/clips/NAME</c>. The server's end releases the thumbnails that are kept in memory.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var thumbnails = new ClipThumbnails();
        endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(thumbnails.Dispose);
        var clips = endpoints.MapGroup("").WithTags("clips").RequireRole(AccessRole.Watch).AddEndpointFilter(ReportUnreadableFolderAsync);
        clips.MapGet("/api/clips", List).WithName("clips").WithSummary("The recorded clips, the newest first.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        clips.MapGet("/api/clips/{name}", Sidecar).WithName("clip")
            .WithSummary("The sidecar of a clip: source, model, settings, marks, and for each frame its time and focus.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        clips.MapGet("/clips/{name}", Video).WithName("video")
            .WithSummary("The video of a clip, or that of its kept source; whole or by ranges.")
            .Produces<byte[]>(StatusCodes.Status200OK, "video/mp4", "video/x-matroska")
            .Produces<byte[]>(StatusCodes.Status206PartialContent, "video/mp4", "video/x-matroska")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        clips.MapMethods("/clips/{name}", [HttpMethods.Head], Video).ExcludeFromDescription();
        clips.MapGet("/clips/{name}/thumbnail.jpg",
                (HttpContext context, [Description(NameHelp)] string name, CancellationToken stop) =>
                    ThumbnailAsync(thumbnails, context, name, stop))
            .WithName("thumbnail").WithSummary("A small picture of a clip; a plain tile when none can be made.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private Ok<ClipList> List()
    {
        var beingWritten = recording();
        var clips = folder.List().Select(clip => ClipSummary.Of(clip, clip.File.FullName == beingWritten));
        return TypedResults.Ok(new ClipList(folder.Path, [.. clips]));
    }

    private Results<Ok<ClipSidecar>, ProblemHttpResult> Sidecar([Description(NameHelp)] string name)
    {
        if (folder.Find(name) is not { } clip)
            return Unknown(name);
        if (ClipFolder.ReadSidecar(clip) is { } sidecar)
            return TypedResults.Ok(sidecar);
        var reason = clip.Problem is { } problem ? $" ({problem})" : "";
        return NotFound($"There is no readable sidecar beside {name}{reason}: its focus track and marks are not known.");
    }

    private Results<FileStreamHttpResult, ProblemHttpResult> Video(HttpContext context, [Description(NameHelp)] string name)
    {
        if (folder.Find(name)?.File is not { } file)
            return Unknown(name);
        if (file.Length == 0) // or not a regular file: opening a pipe would block
            return NotFound($"{name} is empty: nothing of it has been written yet.");
        // Shared for writing and deleting: a viewer of a clip must not keep the recorder from appending to it or moving it.
        var video = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        context.Response.Headers.CacheControl = "private, no-cache"; // kept by the browser, but revalidated each time
        return TypedResults.Stream(
            video, ClipFolder.TypeOf(name), lastModified: file.LastWriteTimeUtc,
            entityTag: Tag(video.Length, file), enableRangeProcessing: true);
    }

    private async Task<Results<FileContentHttpResult, ProblemHttpResult>> ThumbnailAsync(
        ClipThumbnails thumbnails, HttpContext context, string name, CancellationToken stop)
    {
        if (folder.Find(name) is not { } clip)
            return Unknown(name);
        // The picture of a clip that is being written would be another one at each request.
        var isWritten = clip.File.FullName != recording() && clip.File.Length > 0;
        var seconds = ClipSummary.Of(clip, beingWritten: false).Seconds;
        if (!isWritten || await thumbnails.GetAsync(clip.File, seconds, stop).ConfigureAwait(false) is not { } picture)
            return TypedResults.Bytes(ClipThumbnails.Plain.ToArray(), "image/jpeg");
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(picture, "image/jpeg", entityTag: Tag(clip.File.Length, clip.File));
    }

    // The folder may be on a drive that was removed, or may not be readable: each endpoint answers with the same problem.
    private async ValueTask<object?> ReportUnreadableFolderAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return TypedResults.Problem(
                $"The clips in {folder.Path} cannot be read ({refused.Message.TrimEnd('.')}): check the disk and who may read the folder.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static EntityTagHeaderValue Tag(long length, FileInfo file) => new($"\"{length:x}-{file.LastWriteTimeUtc.Ticks:x}\"");

    private ProblemHttpResult Unknown(string name) =>
        NotFound($"There is no clip '{name}' in {folder.Path}: GET /api/clips lists what there is.");

    private static ProblemHttpResult NotFound(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status404NotFound);
}
