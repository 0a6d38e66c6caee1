using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>What the preview answers to, but for the page's files.</summary>
internal sealed class PreviewEndpoints(EncoderLoop loop, PresentationLog log, Func<LiveStatus> status, PreviewOptions options)
{
    private const string NoPicture = "There is no picture yet: the source has not delivered its first frame.";
    private int _viewers;

    /// <summary>Viewers attached: sockets and MJPEG streams.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/live", LiveAsync).ExcludeFromDescription();
        endpoints.MapGet("/stream.mjpg", StreamAsync).ExcludeFromDescription();
        endpoints.MapGet("/snapshot.jpg", SnapshotAsync)
            .WithTags("live view").WithName("snapshot").WithSummary("The newest picture: sharp, source, or sharp under the heat map of blur radius (overlay).")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg")
            .Produces<string>(StatusCodes.Status400BadRequest, "text/plain").Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
        var api = endpoints.MapGroup("/api");
        api.MapGet("/status", () => TypedResults.Ok(status())).WithTags("live view").WithName("status").WithSummary("How the live view stands.");
    }

    private async Task LiveAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await SayAsync(context, StatusCodes.Status426UpgradeRequired, "This is the live view's WebSocket: connect to it with one.");
            return;
        }
        await AttachAsync(context, FrameParts.Sharp | FrameParts.Blur, acknowledges: true, async slot =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var viewer = new LiveSocket(socket, slot, log, options);
            await viewer.RunAsync();
        });
    }

    private async Task StreamAsync(HttpContext context, string? what)
    {
        if (await PartAsync(context, what) is { } part)
            await AttachAsync(context, part, acknowledges: false, slot => MjpegStream.RunAsync(context, slot, part, options));
    }

    private async Task SnapshotAsync(HttpContext context, [Description("sharp (the default), source or overlay")] string? what)
    {
        if (await PartAsync(context, what) is not { } part)
            return;
        if (!loop.MayHaveFrame)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, NoPicture);
            return;
        }
        var slot = loop.Join(part, acknowledges: false);
        var late = false;
        using var timeout = options.Time.CreateTimer(_ => { late = true; slot.Close(); }, null, options.SnapshotTimeout, Timeout.InfiniteTimeSpan);
        using var gone = context.RequestAborted.Register(slot.Close);
        using var deadline = new SendDeadline(options.Time, options.SendTimeout, context.Abort);
        deadline.Start();
        try
        {
            if (await slot.NextAsync() is { } frame)
                await SendPictureAsync(context, frame, part);
            else
                await SayAsync(context, StatusCodes.Status503ServiceUnavailable, Volatile.Read(ref late) ? NoPicture : "The live view is closing.");
        }
        catch (Exception left) when (LiveSocket.IsDisconnect(left))
        {
            context.Abort();
        }
        finally
        {
            loop.Leave(slot);
        }
    }

    private static async Task SendPictureAsync(HttpContext context, EncodedFrame frame, FrameParts part)
    {
        try
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = frame[part].Length;
            await context.Response.Body.WriteAsync(frame[part]);
        }
        finally
        {
            frame.Release();
        }
    }

    private async Task AttachAsync(HttpContext context, FrameParts wants, bool acknowledges, Func<ViewerSlot, Task> serve)
    {
        try
        {
            if (Interlocked.Increment(ref _viewers) > options.MaxViewers)
            {
                context.Response.Headers.Connection = "close";
                await SayAsync(context, StatusCodes.Status503ServiceUnavailable,
                    $"{options.MaxViewers} viewers are watching already, which is the limit: close one of them first.");
                return;
            }
            var slot = loop.Join(wants, acknowledges);
            try
            {
                await serve(slot);
            }
            finally
            {
                loop.Leave(slot);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _viewers);
        }
    }

    private static async Task<FrameParts?> PartAsync(HttpContext context, string? what)
    {
        FrameParts? part = what switch
        {
            null or "" or "sharp" => FrameParts.Sharp,
            "source" => FrameParts.Source,
            "overlay" => FrameParts.Overlay,
            _ => null,
        };
        if (part is null)
            await SayAsync(context, StatusCodes.Status400BadRequest, "There is no such picture: what is sharp, source or overlay.");
        return part;
    }

    private static Task SayAsync(HttpContext context, int code, string sentence)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence);
    }
}
