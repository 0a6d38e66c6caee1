using System.ComponentModel;
using System.Diagnostics;

namespace P2IKT.Live.Capture;

/// <summary>
/// Streams that only FFmpeg understands (RTSP), through the program <c>ffmpeg</c>: it decodes them and hands us MJPEG on a pipe.
/// </summary>
/// <remarks>
/// Another process rather than a library: the FFmpeg inside OpenCV for Linux is built without network, and one process can be
/// killed when a camera hangs. It sees the address with its password on its command line, as any program that is given one.
/// </remarks>
internal static class FfmpegBridge
{
    private const int MostSaid = 4096;

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
        var running = Start(program, address);
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

    private static Running Start(string program, Uri address)
    {
        try
        {
            return new Running(Process.Start(new ProcessStartInfo(program, Arguments(address))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            })!);
        }
        catch (Win32Exception fault)
        {
            throw NotAvailable($"'{program}' could not be started ({fault.Message}): {FfmpegProgram.HowToInstall}.", fault);
        }
    }

    private static CaptureException NotAvailable(string message, Exception? cause = null) => new(CaptureFault.NotAvailable, message, cause);

    /// <summary>The program at work; ended with its owner.</summary>
    private sealed class Running : IDisposable
    {
        private readonly Process _process;
        private readonly Lock _gate = new();
        private string _said = "";

        public Running(Process process)
        {
            _process = process;
            process.ErrorDataReceived += (_, line) => // read to the end, or a full pipe would stop the program
            {
                lock (_gate)
                {
                    if (line.Data is { Length: > 0 and < MostSaid } said)
                        _said = said;
                }
            };
            process.BeginErrorReadLine();
        }

        public Stream Output => _process.StandardOutput.BaseStream;

        /// <summary>The last line that it wrote about what went wrong; may be empty.</summary>
        public string LastWords()
        {
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(200)))
                _process.WaitForExit(); // only this waits for the last line, too
            lock (_gate)
                return _said.Trim().TrimEnd('.');
        }

        public void Dispose()
        {
            try
            {
                _process.Kill();
                _process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // It had ended by itself.
            }
            _process.Dispose();
        }
    }
}
