namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// Streams that only FFmpeg understands (RTSP), through the program <c>ffmpeg</c>: it decodes them and hands us MJPEG on a pipe.
/// </summary>
/// <remarks>
/// Another process rather than a library: the FFmpeg inside OpenCV for Linux is built without network, and one process can be
/// killed when a camera hangs. It sees the address with its password on its command line, as any program that is given one.
/// </remarks>
internal static class FfmpegBridge
{
    /// <summary>Starts the program and waits for the first picture.</summary>
    /// <param name="program">Full path of the program; null when it is not installed.</param>
    /// <param name="address">What to open.</param>
    /// <param name="shown">The same without its password.</param>
    /// <param name="patience">How long a picture may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CaptureException">The program is not installed, or no picture came.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static ILiveReader Open(string? program, Uri address, string shown, TimeSpan patience, CancellationToken stop)
    {
        OpenCvRuntime.Prepare();
        if (program is null)
            throw NotAvailable($"'{shown}' needs the program ffmpeg, which is not on the path: {FfmpegProgram.HowToInstall}, or use the camera's MJPEG address (http://).");
        var running = FfmpegProcess.Start(program, Arguments(address), reads: true);
        var reader = new MjpegReader(running.Output, patience, running);
        try
        {
            if (reader.FirstPicture(stop))
                return reader;
            var said = running.LastWords().Replace(address.AbsoluteUri, shown, StringComparison.Ordinal);
            throw NotAvailable($"No video came from '{shown}' ({(said.Length > 0 ? said : "no picture in time")}): check the address in a player, and the user and password.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>As little delay as the program allows; sound is left out. Quality 3 of 2 to 31 costs nothing that is seen.</summary>
    private static IEnumerable<string> Arguments(Uri address) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error",
        .. address.Scheme == "rtsp" ? (string[])["-rtsp_transport", "tcp"] : [], // over UDP a lost packet smears the picture for seconds
        "-fflags", "nobuffer", "-flags", "low_delay",
        "-i", address.AbsoluteUri,
        "-an", "-c:v", "mjpeg", "-q:v", "3", "-f", "mpjpeg", "pipe:1",
    ];

    private static CaptureException NotAvailable(string message, Exception? cause = null) => new(CaptureFault.NotAvailable, message, cause);
}
