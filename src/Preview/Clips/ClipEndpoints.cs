using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>The clips of a folder over HTTP: the list, the videos with range requests, the sidecars, a small picture of each. Nothing is deleted here.</summary>
/// <param name="folder">The folder.</param>
/// <param name="recording">Full path of the clip that is being written; null when none is.</param>
internal sealed class ClipEndpoints(ClipFolder folder, Func<string?> recording)
{
    /// <summary>Adds them; the pictures that they keep in memory go with the server.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var thumbnails = new ClipThumbnails();
        endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(thumbnails.Dispose);
        var clips = endpoints.MapGroup("").WithTags("clips").AddEndpointFilter(ReadAsync);
        Readable(clips.MapGet("/api/clips", List).WithName("clips").WithSummary("The recorded clips, the newest first."));
        Findable(clips.MapGet("/api/clips/{name}", Sidecar).WithName("clip")
            .WithSummary("What was written beside a clip: source, model, settings, marks, and for each frame its time and focus."));
        Findable(clips.MapGet("/clips/{name}", Video).WithName("video").WithSummary("A clip's video, or that of its kept source; whole or by ranges.")
            .Produces<byte[]>(StatusCodes.Status200OK, "video/mp4", "video/x-matroska").Produces<byte[]>(StatusCodes.Status206PartialContent, "video/mp4", "video/x-matroska"));
        clips.MapMethods("/clips/{name}", [HttpMethods.Head], Video).ExcludeFromDescription();
        Findable(clips.MapGet("/clips/{name}/thumbnail.jpg",
                (HttpContext context, [Description("As GET /api/clips lists it")] string name, CancellationToken stop) => ThumbnailAsync(thumbnails, context, name, stop))
            .WithName("thumbnail").WithSummary("A small picture of a clip; a plain tile when none can be made.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg"));
    }

    private static void Readable(RouteHandlerBuilder endpoint) => endpoint.Produces<string>(StatusCodes.Status503ServiceUnavailable, PlainTextError.Type);

    private static void Findable(RouteHandlerBuilder endpoint) => Readable(endpoint.Produces<string>(StatusCodes.Status404NotFound, PlainTextError.Type));

    private Ok<ClipList> List()
    {
        var beingWritten = recording();
        return TypedResults.Ok(new ClipList(folder.Path, [.. folder.List().Select(clip => ClipSummary.Of(clip, clip.File.FullName == beingWritten))]));
    }

    private Results<Ok<ClipSidecar>, ContentHttpResult> Sidecar([Description("As GET /api/clips lists it")] string name)
    {
        if (folder.Find(name) is not { } clip)
            return Unknown(name);
        return ClipFolder.ReadSidecar(clip) is { } sidecar ? TypedResults.Ok(sidecar)
            : PlainTextError.Of(StatusCodes.Status404NotFound, $"There is no readable sidecar beside {name}{(clip.Problem is { } problem ? $" ({problem})" : "")}: its focus track and marks are not known.");
    }

    private Results<FileStreamHttpResult, ContentHttpResult> Video(HttpContext context, [Description("As GET /api/clips lists it")] string name)
    {
        if (folder.Find(name)?.File is not { } file)
            return Unknown(name);
        if (file.Length == 0) // or no regular file: a pipe would hold up whoever opens it
            return PlainTextError.Of(StatusCodes.Status404NotFound, $"{name} is empty: nothing of it has been written yet.");
        // Shared for writing and deleting: who watches a clip must not stop the recorder from going on with it or putting it in its place.
        var video = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        context.Response.Headers.CacheControl = "private, no-cache"; // kept by the browser that plays it, but asked for each time
        return TypedResults.Stream(video, ClipFolder.TypeOf(name), lastModified: file.LastWriteTimeUtc, entityTag: Tag(video.Length, file), enableRangeProcessing: true);
    }

    private async Task<Results<FileContentHttpResult, ContentHttpResult>> ThumbnailAsync(
        ClipThumbnails thumbnails, HttpContext context, string name, CancellationToken stop)
    {
        if (folder.Find(name) is not { } clip)
            return Unknown(name);
        // One that is being written would be another one at every look.
        var picture = clip.File.FullName == recording() || clip.File.Length == 0 ? null : await thumbnails.GetAsync(clip.File, ClipSummary.Of(clip, false).Seconds, stop);
        if (picture is null)
            return TypedResults.Bytes(ClipThumbnails.Plain.ToArray(), "image/jpeg");
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(picture, "image/jpeg", entityTag: Tag(clip.File.Length, clip.File));
    }

    // A folder on a drive that is gone, or that may not be read: one sentence, whatever was asked for.
    private async ValueTask<object?> ReadAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return PlainTextError.Of(StatusCodes.Status503ServiceUnavailable,
                $"The clips in {folder.Path} cannot be read ({refused.Message.TrimEnd('.')}): check the disk and who may read the folder.");
        }
    }

    private static EntityTagHeaderValue Tag(long length, FileInfo file) => new($"\"{length:x}-{file.LastWriteTimeUtc.Ticks:x}\"");

    private ContentHttpResult Unknown(string name) =>
        PlainTextError.Of(StatusCodes.Status404NotFound, $"There is no clip '{name}' in {folder.Path}: GET /api/clips lists what there is.");
}
