using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// Streams that only FFmpeg understands (RTSP, video over HTTP), through the program <c>ffmpeg</c>: it decodes them and hands us MJPEG on a
/// pipe.
/// </summary>
/// <remarks>
/// Another process rather than a library: the FFmpeg inside OpenCV for Linux is built without network, and one process can be
/// killed when a camera hangs. It sees the address with its password on its command line, as any program that is given one.
/// </remarks>
internal static class FfmpegBridge
{
    /// <summary>Starts the program on an address, and waits for the first picture.</summary>
    /// <param name="program">Full path of the program; null when it is not installed.</param>
    /// <param name="address">What to open.</param>
    /// <param name="shown">The same without its password.</param>
    /// <param name="timeout">How long a picture may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CaptureException">The program is not installed, or no picture came.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static ILiveReader Open(string? program, Uri address, string shown, TimeSpan timeout, CancellationToken stop)
    {
        var found = Require(program, shown);
        // Over UDP a lost packet smears the picture for seconds.
        string[] transport = address.Scheme is "rtsp" or "rtsps" ? ["-rtsp_transport", "tcp"] : [];
        var isNear = LocalNetwork.HoldsAsync(address.IdnHost, stop).GetAwaiter().GetResult();
        var running = Start(found, [.. transport, "-i", address.AbsoluteUri], isNear ? address.IdnHost : null);
        return FirstPicture(
            running, text => AddressSecrets.RedactText(text.Replace(address.AbsoluteUri, shown, StringComparison.Ordinal), address), shown,
            timeout, stop);
    }

    /// <summary>Starts the program on what somebody else receives, and waits for the first picture.</summary>
    /// <param name="program">Full path of the program; null when it is not installed.</param>
    /// <param name="body">The video; read until the end, on a thread of the pool.</param>
    /// <param name="shown">Where it comes from, without password.</param>
    /// <param name="timeout">How long a picture may take.</param>
    /// <param name="owner">What is disposed with the reader, and ends the body.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CaptureException">The program is not installed, or no picture came.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static ILiveReader Open(string? program, Stream body, string shown, TimeSpan timeout, IDisposable owner, CancellationToken stop)
    {
        // The video comes from a stranger: a playlist in it could name files of this machine.
        var running = Start(Require(program, shown), ["-protocol_whitelist", "pipe", "-i", "pipe:0"], withoutProxy: null);
        _ = FeedAsync(body, running.Input);
        return FirstPicture(running, AddressSecrets.RedactText, shown, timeout, stop, owner);
    }

    private static string Require(string? program, string shown) => program
        ?? throw NotAvailable(
            $"'{shown}' needs the program ffmpeg, which is not on the path: {FfmpegProgram.HowToInstall}, or use the camera's "
                + "MJPEG address (http://).");

    private static FfmpegProcess Start(string program, string[] input, string? withoutProxy)
    {
        OpenCvRuntime.Prepare();
        return FfmpegProcess.Start(program, Arguments(input), reads: true, withoutProxy: withoutProxy);
    }

    private static MjpegReader FirstPicture(
        FfmpegProcess running, Func<string, string> hide, string shown, TimeSpan timeout, CancellationToken stop,
            params IDisposable[] owned)
    {
        var reader = new MjpegReader(running.Output, timeout, [running, .. owned]) { CostsUnwatched = true };
        try
        {
            if (reader.FirstPicture(stop))
                return reader;
            var error = hide(running.LastErrorLine());
            throw NotAvailable(
                $"No video came from '{shown}' ({(error.Length > 0 ? error : "no picture in time")}): check the address in a player, and "
                    + "the user and password.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static async Task FeedAsync(Stream body, Stream input)
    {
        await using (input.ConfigureAwait(false))
        {
            try
            {
                await body.CopyToAsync(input).ConfigureAwait(false);
            }
            catch (Exception ended) when (
                ended is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
            {
                // The camera, or ffmpeg, which says why, or the reader was disposed.
            }
        }
    }

    /// <summary>As little delay as the program allows; sound is left out. Quality 3 of 2 to 31 costs nothing that is seen.</summary>
    private static IEnumerable<string> Arguments(string[] input) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error",
        "-fflags", "nobuffer", "-flags", "low_delay", "-max_pixels", $"{PictureBounds.MaxLivePixels}",
        .. input,
        "-an", "-c:v", "mjpeg", "-q:v", "3", "-f", "mpjpeg", "pipe:1",
    ];

    private static CaptureException NotAvailable(string message, Exception? cause = null) => new(FaultKind.NotAvailable, message, cause);
}
