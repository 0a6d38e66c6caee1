using System.Net;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// Opens what a camera sends over HTTP: MJPEG, a single picture that is asked for again and again, or a video that ffmpeg decodes.
/// </summary>
internal static class HttpStream
{
    private const string Advice = "check the address in a browser, and that it is the camera's MJPEG stream";

    /// <summary>Connects and waits for the first picture, which has the size.</summary>
    /// <param name="address">Where it is; with user and password where they are needed.</param>
    /// <param name="pin">The only certificate that the camera may have (<see cref="CameraCertificate"/>).</param>
    /// <param name="connectTimeout">How long a connection may take.</param>
    /// <param name="pictureTimeout">How long the answer may take, and each picture.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="proxy">In place of the system's.</param>
    /// <exception cref="CaptureException">No picture came.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static ILiveReader Open(
        Uri address, string? pin, TimeSpan connectTimeout, TimeSpan pictureTimeout, CancellationToken stop, IWebProxy? proxy = null)
    {
        OpenCvRuntime.Prepare();
        var http = new CameraHttp(address, pin, connectTimeout, proxy);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            limit.CancelAfter(pictureTimeout);
            var response = http.GetAsync(limit.Token).GetAwaiter().GetResult();
            if (!response.IsSuccessStatusCode)
                throw Refusal(address, response);
            var body = response.Content.ReadAsStream(limit.Token);
            var media = Header(response, "Content-Type")?.Split(';')[0].Trim() ?? "";
            if (IsVideo(media))
                return FfmpegBridge.Open(FfmpegProgram.Path, body, AddressSecrets.Redact(address), pictureTimeout, http, stop);
            var reader = new MjpegReader(body, pictureTimeout, http)
            {
                Again = again => Next(http, again),
                CostsUnwatched = media.StartsWith("image/", StringComparison.OrdinalIgnoreCase),
            };
            if (reader.FirstPicture(stop))
                return reader;
            using (reader)
                throw NotAvailable(
                    address,
                    media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? $"it sends {media}, not MJPEG" : reader.Problem);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or UriFormatException)
        {
            http.Dispose();
            stop.ThrowIfCancellationRequested();
            var seconds = limit.IsCancellationRequested ? pictureTimeout.TotalSeconds : connectTimeout.TotalSeconds;
            throw http.CertificateProblem is { } certificate
                ? NotAvailable(address, certificate, advice: null, fault)
                : NotAvailable(
                    address, fault is OperationCanceledException ? $"no answer within {seconds:0.#} s" : Innermost(fault), Advice, fault);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>A header as it came, which need not be what .NET could parse.</summary>
    internal static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    private static Stream Next(CameraHttp http, CancellationToken stop)
    {
        var response = http.GetAsync(stop).GetAwaiter().GetResult();
        return response.IsSuccessStatusCode ? response.Content.ReadAsStream(stop) : throw new IOException(Status(response));
    }

    private static bool IsVideo(string media) =>
        // Video/x-motion-jpeg, video/x-mjpg.
        (media.StartsWith("video/", StringComparison.OrdinalIgnoreCase) && !media.Contains("jp", StringComparison.OrdinalIgnoreCase))
        || media.Contains("mpegurl", StringComparison.OrdinalIgnoreCase);

    private static string Status(HttpResponseMessage response) =>
        $"it answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static CaptureException Refusal(Uri address, HttpResponseMessage response)
    {
        var asked = response.RequestMessage?.RequestUri;
        var advice = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when asked is not null && asked.Authority != address.Authority =>
                $"it redirects to {asked.Authority}, which does not get the password of {address.Authority}: give the address there, with "
                    + "user and password in it",
            HttpStatusCode.Unauthorized when address.UserInfo.Length > 0 =>
                "check user and password in the address, with %40 for @, %23 for #, %2F for / and %3F for ?",
            HttpStatusCode.Unauthorized =>
                $"write user and password into the address, as in {address.Scheme}://USER:PASSWORD@{address.Authority}",
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest when Uri.TryCreate(
                asked ?? address, Header(response, "Location") ?? "", out var to) =>
                $"it redirects to {AddressSecrets.Redact(to)}, which is not followed: give that address, if it is the camera's",
            _ => Advice,
        };
        return NotAvailable(address, Status(response), advice);
    }

    /// <summary>The reason of a failed TLS connection is in the exception behind the one that was thrown.</summary>
    private static string Innermost(Exception fault) =>
        (fault.InnerException is { } inner and not System.Net.Sockets.SocketException ? inner : fault).Message.TrimEnd('.');

    private static CaptureException NotAvailable(Uri address, string reason, string? advice = Advice, Exception? cause = null) => new(
        FaultKind.NotAvailable,
            $"No video came from '{AddressSecrets.Redact(address)}': "
                + $"{AddressSecrets.RedactText(reason, address)}{(advice is null ? "" : $"; {advice}")}.", cause);
}
