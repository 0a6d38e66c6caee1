using System.Globalization;
using OpenCvSharp;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames.Interop;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Decoding;

/// <summary>Loads OpenCV once, quietly: our own messages say what failed; on stderr its output would hide them.</summary>
internal static class OpenCvRuntime
{
    private static readonly Lazy<CaptureException?> Problem = new(Load);

    /// <summary>Call before the first use of OpenCV.</summary>
    /// <exception cref="CaptureException">The native library cannot be loaded.</exception>
    public static void Prepare()
    {
        if (Problem.Value is { } problem)
            throw new CaptureException(problem.Kind, problem.Message, problem.InnerException);
    }

    private static CaptureException? Load()
    {
        try
        {
            // Read by the native side from the C environment, which Environment.SetEnvironmentVariable does not reach.
            SetUnlessSet("OPENCV_LOG_LEVEL", "SILENT");
            SetUnlessSet("OPENCV_FFMPEG_LOGLEVEL", "-8");
            SetUnlessSet("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "5"); // seconds until an unplugged camera is noticed
            // A few bytes of PNG can ask for gigabytes.
            SetUnlessSet("OPENCV_IO_MAX_IMAGE_PIXELS", PictureBounds.MaxStillPixels.ToString(CultureInfo.InvariantCulture));
            SetFormats();
            if (Environment.GetEnvironmentVariable("OPENCV_LOG_LEVEL") is null)
                Cv2.SetLogLevel(LogLevel.SILENT);
            else
                Cv2.GetLogLevel();
            return null;
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException
            or BadImageFormatException or OpenCvSharpException)
        {
            var advice = OperatingSystem.IsLinux() ? "install libgtk-3-0 (Debian, Ubuntu) or gtk3 (Fedora)" : "install the package again";
            return new CaptureException(FaultKind.NotAvailable, $"OpenCV's native library could not be loaded: {advice}.", fault);
        }
    }

    /// <summary>
    /// Has the FFmpeg inside OpenCV read files only as <see cref="FfmpegInput"/> says. The variable takes the place of OpenCV's own
    /// options: RTSP, which it reads on Windows, goes over TCP by them.
    /// </summary>
    private static void SetFormats()
    {
        const string Name = "OPENCV_FFMPEG_CAPTURE_OPTIONS", Option = "format_whitelist";
        var given = Environment.GetEnvironmentVariable(Name) ?? "rtsp_transport;tcp";
        if (!given.Contains(Option, StringComparison.Ordinal))
            NativeEnvironment.Set(Name, $"{given}|{Option};{FfmpegInput.Formats}{(OperatingSystem.IsWindows() ? ",rtsp" : "")}");
    }

    private static void SetUnlessSet(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
            NativeEnvironment.Set(name, value);
    }
}
