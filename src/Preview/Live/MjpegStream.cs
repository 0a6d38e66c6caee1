using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Serves <c>/stream.mjpg</c> to one viewer: an endless <c>multipart/x-mixed-replace</c> of JPEGs. Each is the newest picture at the time
/// when the previous one was sent, in full size and quality.
/// </summary>
internal static class MjpegStream
{
    private const string Boundary = "p2ikt-frame";
    private static readonly ReadOnlyMemory<byte> Begin = Encoding.ASCII.GetBytes($"--{Boundary}\r\n");
    private static readonly ReadOnlyMemory<byte> Next = (byte[])[.. "\r\n"u8, .. Begin.Span];
    private static readonly ReadOnlyMemory<byte> Type = "Content-Type: image/jpeg\r\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> HeadersWithoutLength = (byte[])[.. Type.Span, .. "\r\n"u8];

    public static async Task RunAsync(HttpContext context, ViewerSlot slot, FrameParts part, ViewerLimits limits)
    {
        context.Response.ContentType = "multipart/x-mixed-replace; boundary=" + Boundary;
        using var deadline = new SendDeadline(limits.Time, limits.SendTimeout, context.Abort);
        using var disconnected = context.RequestAborted.Register(slot.Close);
        var hasLength = !IsBrowser(context.Request);
        var body = context.Response.BodyWriter;
        try
        {
            await body.WriteAsync(Begin).ConfigureAwait(false);
            if (!hasLength)
                await body.WriteAsync(HeadersWithoutLength).ConfigureAwait(false);
            while (await slot.NextAsync().ConfigureAwait(false) is { } frame)
            {
                deadline.Start();
                try
                {
                    await WriteAsync(body, frame[part, slot.Granted.Form], hasLength).ConfigureAwait(false);
                }
                finally
                {
                    frame.Release();
                }
                deadline.Stop();
            }
        }
        catch (Exception disconnect) when (LiveSocket.IsDisconnect(disconnect))
        {
            context.Abort();
        }
    }

    // Chromium shows a part only once it has read the headers of the next one. So to a browser these go out with the picture, and cannot
    // hold the next one's length. Otherwise it would lag by a frame, and a picture that does not change would never show. Other programs
    // know by the length that a part is complete.
    private static async Task WriteAsync(PipeWriter body, ReadOnlyMemory<byte> picture, bool hasLength)
    {
        if (hasLength)
        {
            body.Write(Type.Span);
            body.Write("Content-Length: "u8);
            Utf8Formatter.TryFormat(picture.Length, body.GetSpan(16), out var digits);
            body.Advance(digits);
            body.Write("\r\n\r\n"u8);
        }
        await body.WriteAsync(picture).ConfigureAwait(false);
        body.Write(Next.Span);
        if (!hasLength)
            body.Write(HeadersWithoutLength.Span);
        await body.FlushAsync().ConfigureAwait(false);
    }

    // Browsers name the kinds of pictures or pages that they show; other programs take anything, or say nothing.
    private static bool IsBrowser(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || accept.Contains("image/webp", StringComparison.OrdinalIgnoreCase)
            || accept.Contains("image/png", StringComparison.OrdinalIgnoreCase)
            || accept.Contains("image/*", StringComparison.OrdinalIgnoreCase);
    }
}
