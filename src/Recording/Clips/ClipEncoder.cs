using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// The program <c>ffmpeg</c> encoding one clip: packed BGR frames go in, a file grows that is playable up to its last fragment at
/// any moment. For one thread.
/// </summary>
/// <remarks>
/// When this process dies, ffmpeg sees the end of its input and closes the file; when ffmpeg dies, at most the last fragment is
/// lost. No clean shutdown is needed for a playable file.
/// </remarks>
internal sealed class ClipEncoder : IDisposable
{
    /// <summary>Length of a fragment: half of what may be lost.</summary>
    private const double FragmentSeconds = 0.5;

    private readonly FfmpegProcess _process;
    private readonly YuvPicture? _yuv; // for encoders that take 4:2:0
    private readonly byte[] _bgr; // for the others: what a repetition repeats
    private readonly Timer _watchdog;
    private readonly TimeSpan _timeout;

    private ClipEncoder(FfmpegProcess process, YuvPicture? yuv, FrameSize size, TimeSpan timeout)
    {
        (_process, _yuv, _timeout) = (process, yuv, timeout);
        _bgr = yuv is null ? new byte[3 * size.Pixels] : [];
        _watchdog = new Timer(_ => _process.Kill()); // a program that no longer reads would block the recorder for ever
    }

    /// <summary>The last error message of the program; may be empty.</summary>
    public string LastErrorLine => _process.LastErrorLine();

    /// <summary>Starts an encoder that writes a file; a file of that name is replaced.</summary>
    /// <param name="program">Full path of <c>ffmpeg</c>.</param>
    /// <param name="path">The clip.</param>
    /// <param name="codec">How the clip is compressed.</param>
    /// <param name="size">Size of the frames that will be written.</param>
    /// <param name="rate">Frames a second of the clip.</param>
    /// <param name="timeout">How long the program may take for a frame before it counts as hung.</param>
    /// <exception cref="CaptureException">The program cannot be started.</exception>
    public static ClipEncoder Start(string program, string path, VideoCodec codec, FrameSize size, FrameRate rate, TimeSpan timeout)
    {
        var yuv = codec.PixelFormat is "yuv420p" or "nv12" ? new YuvPicture(size) : null;
        return new ClipEncoder(FfmpegProcess.Start(program, Arguments(path, codec, yuv?.Size ?? size, rate, yuv is not null), reads: false),
            yuv, size, timeout);
    }

    /// <summary>Writes a frame to the encoder; blocks while that is busy.</summary>
    /// <param name="bgr">The whole frame, packed; lent for the call.</param>
    /// <exception cref="IOException">The encoder has ended, or hung and was ended.</exception>
    public void Write(ReadOnlySpan<byte> bgr)
    {
        if (_yuv is not null)
            _yuv.Convert(bgr);
        else
            bgr.CopyTo(_bgr);
        Repeat();
    }

    /// <summary>Writes the frame before once more.</summary>
    /// <exception cref="IOException">The encoder has ended, or hung and was ended.</exception>
    public void Repeat()
    {
        _watchdog.Change(_timeout, Timeout.InfiniteTimeSpan);
        try
        {
            _process.Input.Write(_yuv is not null ? _yuv.Planes : _bgr);
        }
        finally
        {
            _watchdog.Change(Timeout.Infinite, Timeout.Infinite);
        }
    }

    /// <summary>Closes the encoder's input, and waits until the file is closed.</summary>
    /// <returns>The program's error message; null when nothing did.</returns>
    public string? Finish()
    {
        try
        {
            _process.Input.Close();
        }
        catch (IOException)
        {
            // It had ended before; its exit code is checked below.
        }
        var code = _process.WaitForExit(_timeout);
        if (code == 0)
            return null;
        var error = code is null ? "it did not end in time" : _process.LastErrorLine();
        return error.Length > 0 ? error : string.Create(CultureInfo.InvariantCulture, $"it ended with code {code}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watchdog.Dispose();
        _process.Dispose();
    }

    private static IEnumerable<string> Arguments(string path, VideoCodec codec, FrameSize size, FrameRate rate, bool isYuv)
    {
        // A key frame a second: players seek by them, and a damaged place heals there.
        var keyFrames = Math.Max(1, (int)Math.Round(rate.PerSecond)).ToString(CultureInfo.InvariantCulture);
        var keepsRgb = codec.PixelFormat == "bgr0"; // such a codec needs no matrix
        return
        [
            "-hide_banner", "-loglevel", "error", "-nostats",
            "-f", "rawvideo", "-pixel_format", isYuv ? "yuv420p" : "bgr24", "-video_size", size.ToString(), "-framerate", rate.ToString(),
            .. isYuv ? Bt709.Marks : [],
            "-i", "pipe:0", "-an",
            .. isYuv || keepsRgb ? [] : Bt709.Conversion,
            "-c:v", codec.Encoder, .. codec.Live, "-pix_fmt", codec.PixelFormat, .. keepsRgb ? [] : Bt709.Marks,
            .. codec.Live.Contains("-g") ? (string[])[] : ["-g", keyFrames],
            .. InFragments(Path.GetExtension(path).ToLowerInvariant()),
            "-flush_packets", "1", "-y", $"file:{path}",
        ];
    }

    /// <summary>A file that is complete after each fragment (ISO/IEC 14496-12, 8.8) or cluster (Matroska, RFC 9559, 5.1.3).</summary>
    private static string[] InFragments(string extension) => extension == ".mkv"
        ? ["-f", "matroska", "-cluster_time_limit", Invariant(FragmentSeconds * 1000)]
        : ["-f", extension == ".mov" ? "mov" : "mp4", "-movflags", "+empty_moov+default_base_moof+frag_keyframe", "-frag_duration",
            Invariant(FragmentSeconds * 1e6)];

    private static string Invariant(double number) => number.ToString("0", CultureInfo.InvariantCulture);
}
