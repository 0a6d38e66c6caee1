using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>The pictures: the page's WebSocket, MJPEG for other programs, snapshots.</summary>
internal sealed class LiveEndpoints(
    EncoderLoop loop, PresentationLog log, IReadOnlyList<OverlayDescription> overlays, ViewerLimits limits, FocusAssist? focus)
{
    private const string NoPicture = "There is no picture yet: the source has not delivered its first frame.";
    private readonly ViewerList _viewers = new(limits);

    /// <summary>Viewers attached: sockets and MJPEG streams.</summary>
    public int Viewers => _viewers.Count;

    /// <summary>Maps <c>/live</c>, <c>/stream.mjpg</c>, <c>/snapshot.jpg</c> and <c>/api/viewers</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/live", LiveAsync).RequireRole(AccessRole.Watch).ExcludeFromDescription();
        endpoints.MapGet("/stream.mjpg", StreamAsync).RequireRole(AccessRole.Watch).ExcludeFromDescription();
        endpoints.MapGet("/api/viewers", () => TypedResults.Ok(_viewers.Report()))
            .WithTags("live view").RequireRole(AccessRole.Control).WithName("viewers")
            .WithSummary("Who watches: address, role, page, frames per second, size of the pictures.");
        endpoints.MapGet("/snapshot.jpg", SnapshotAsync)
            .WithTags("live view").RequireRole(AccessRole.Watch).WithName("snapshot")
            .WithSummary("The newest picture as JPEG: sharp, source, or sharp with an overlay drawn over it.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg")
            .Produces<string>(StatusCodes.Status400BadRequest, "text/plain")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
    }

    private async Task LiveAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(
                context, StatusCodes.Status426UpgradeRequired,
                "This is the live view's WebSocket: connect to it with one.").ConfigureAwait(false);
            return;
        }
        const FrameParts wants = FrameParts.Sharp | FrameParts.Blur | FrameParts.Confidence;
        await AttachAsync(context, wants, acknowledges: true, canWait: true, async listed =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            using var viewer = new LiveSocket(socket, listed, log, limits, focus);
            await viewer.RunAsync().ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context, string? what, string? overlay)
    {
        using var picture = await RequestedAsync(context, what, overlay).ConfigureAwait(false);
        if (picture?.Part is { } part)
        {
            await AttachAsync(
                context, part, acknowledges: false, canWait: false,
                listed => MjpegStream.RunAsync(context, listed.Slot, part, limits)).ConfigureAwait(false);
        }
    }

    private async Task SnapshotAsync(
        HttpContext context, [Description("sharp (the default), source or overlay")] string? what,
        [Description("Overlays with their options, such as heat,outline:limit=2:colour=red; by default heat")] string? overlay)
    {
        using var requested = await RequestedAsync(context, what, overlay).ConfigureAwait(false);
        if (requested?.Part is not { } part)
            return;
        using var deadline = new SendDeadline(limits.Time, limits.SendTimeout, context.Abort);
        deadline.Start();
        try
        {
            using var picture = await SinglePicture.NextAsync(loop, part, limits, context.RequestAborted).ConfigureAwait(false);
            if (picture is null)
            {
                var reason = loop.Slots.IsClosed ? "The live view is closing." : NoPicture;
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, reason).ConfigureAwait(false);
                return;
            }
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = picture.Jpeg.Length;
            await context.Response.Body.WriteAsync(picture.Jpeg).ConfigureAwait(false);
        }
        catch (Exception disconnect) when (LiveSocket.IsDisconnect(disconnect))
        {
            context.Abort();
        }
    }

    private async Task AttachAsync(HttpContext context, FrameParts wants, bool acknowledges, bool canWait, Func<ListedViewer, Task> serve)
    {
        var slot = loop.Slots.Join(wants, acknowledges);
        using var viewer = _viewers.TryAdd(slot, context.Address(), context.Role(), PageOf(context), canWait);
        try
        {
            if (viewer is not null)
            {
                await serve(viewer).ConfigureAwait(false);
                return;
            }
            context.Response.Headers.Connection = "close";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable,
                canWait && limits.MaxWaiting > 0
                    ? $"{limits.MaxViewers} viewers are watching and {limits.MaxWaiting} are in line already, which are the limits: "
                        + "close one of them first."
                    : $"{limits.MaxViewers} viewers are watching already, which is the limit: close one of them first.")
                .ConfigureAwait(false);
        }
        finally
        {
            loop.Slots.Leave(slot);
        }
    }

    // The page says which it is: /live?page=screen. Others are programs.
    private static string PageOf(HttpContext context) => context.Request.Path == "/stream.mjpg" ? "stream"
        : (string?)context.Request.Query["page"] is "live" or "screen" or "obs" ? context.Request.Query["page"].ToString() : "program";

    private async Task<RequestedPicture?> RequestedAsync(HttpContext context, string? what, string? overlay)
    {
        switch (what)
        {
            case null or "" or "sharp":
                return new RequestedPicture(FrameParts.Sharp);
            case "source":
                return new RequestedPicture(FrameParts.Source);
            case "overlay":
                return await WithOverlaysAsync(context, overlay).ConfigureAwait(false);
            default:
                await RefuseAsync(
                    context, StatusCodes.Status400BadRequest,
                    "There is no such picture: what is sharp, source or overlay.").ConfigureAwait(false);
                return null;
        }
    }

    private async Task<RequestedPicture?> WithOverlaysAsync(HttpContext context, string? overlay)
    {
        var text = string.IsNullOrEmpty(overlay) && overlays is [var first, ..] ? first.Name : overlay ?? "";
        OverlaySelection selection;
        try
        {
            selection = OverlaySelection.Parse(text, overlays);
        }
        catch (FormatException refused)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refused.Message).ConfigureAwait(false);
            return null;
        }
        if (loop.Overlays.Acquire(selection) is { } place)
            return new RequestedPicture(FrameEncoder.PartOf(place), loop.Overlays, place);
        await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable,
            $"{FrameOverlays.Max} different selections of overlays are being drawn, which is the limit: ask for one of them, or later.")
            .ConfigureAwait(false);
        return null;
    }

    // Plain text, not problem details: people and programs that expect a picture read it.
    private static Task RefuseAsync(HttpContext context, int code, string reason)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason);
    }
}
