using System.Text;
using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Serves <c>/stream.mjpg</c> to one viewer: an endless <c>multipart/x-mixed-replace</c> of JPEGs. Each is the newest picture at the time
/// when the previous one was sent.
/// </summary>
internal static class MjpegStream
{
    private const string Boundary = "p2ikt-frame";
    private static readonly ReadOnlyMemory<byte> FirstPart = Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Type: image/jpeg\r\n\r\n");
    private static readonly ReadOnlyMemory<byte> NextPart = (byte[])[.. "\r\n"u8, .. FirstPart.Span];

    public static async Task RunAsync(HttpContext context, ViewerSlot slot, FrameParts part, ViewerLimits limits)
    {
        context.Response.ContentType = "multipart/x-mixed-replace; boundary=" + Boundary;
        using var deadline = new SendDeadline(limits.Time, limits.SendTimeout, context.Abort);
        using var disconnected = context.RequestAborted.Register(slot.Close);
        try
        {
            await context.Response.BodyWriter.WriteAsync(FirstPart).ConfigureAwait(false);
            while (await slot.NextAsync().ConfigureAwait(false) is { } frame)
            {
                deadline.Start();
                try
                {
                    await WriteAsync(context, frame, part).ConfigureAwait(false);
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

    private static async Task WriteAsync(HttpContext context, EncodedFrame frame, FrameParts part)
    {
        await context.Response.BodyWriter.WriteAsync(frame[part]).ConfigureAwait(false);
        // Chromium shows a part only once it has read the headers of the next one. So these go out with the picture, and cannot hold the
        // next one's length. Otherwise the viewer would lag by a frame, and a picture that does not change would never show.
        await context.Response.BodyWriter.WriteAsync(NextPart).ConfigureAwait(false);
    }
}
