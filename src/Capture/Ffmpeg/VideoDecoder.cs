using System.Globalization;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// A running <c>ffmpeg</c> that decodes a video: every frame once, upright, of one size, with its own timestamp, as packed pixels.
/// Disposing ends it.
/// </summary>
public sealed class VideoDecoder : IDisposable
{
    /// <summary>How colours are converted: exact rounding, and chroma for every pixel.</summary>
    public const string ScaleFlags = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly VideoInfo _video;
    private readonly DecoderLog _log = new();
    private readonly FfmpegProcess _running;
    private long? _last;

    /// <summary>Starts it.</summary>
    /// <param name="programs">Where <c>ffmpeg</c> is.</param>
    /// <param name="video">What to decode.</param>
    /// <param name="alpha">Whether the pixels are BGRA, not BGR.</param>
    /// <param name="from">
    /// Where to begin, in seconds of its own clock; the beginning when null. The key frame before it is found by the container's index.
    /// </param>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public VideoDecoder(VideoPrograms programs, VideoInfo video, bool alpha = false, double? from = null)
    {
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(video);
        _video = video;
        _running = FfmpegProcess.Start(programs.Ffmpeg, Arguments(video, _log.Filter, alpha, from), reads: true, _log.OnLine);
    }

    /// <summary>Frames read so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Timestamps that did not rise and were moved by a tick or more, because a file that plays has only rising ones.</summary>
    public long AdjustedTimestamps { get; private set; }

    /// <summary>Errors in the file, as far as the decoder noticed.</summary>
    public int Errors => _log.Errors;

    /// <summary>The last of them; empty when there was none.</summary>
    public string LastError => _log.LastError;

    /// <summary>Reads the next frame.</summary>
    /// <param name="pixels">As long as a frame of the video; filled.</param>
    /// <param name="time">When it is shown, in ticks; later than the frame before.</param>
    /// <returns>False at the end of the video; the pixels then hold nothing of use.</returns>
    /// <exception cref="CaptureException">The program does not report the time.</exception>
    public bool Read(Span<byte> pixels, out long time)
    {
        time = 0;
        if (_running.Output.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length)
            return false;
        var reported = _log.Next(Timeout);
        time = reported ?? (_last is { } before ? before + _video.UsualTicks : 0);
        if (time <= _last)
        {
            time = _last.Value + 1;
            AdjustedTimestamps++;
        }
        _last = time;
        Frames++;
        return true;
    }

    /// <summary>Waits for the program's end, after the last frame.</summary>
    /// <exception cref="CaptureException">It did not end by itself, or no frame came out of it.</exception>
    public void Finish()
    {
        var code = _running.WaitForExit(Timeout);
        _ = _running.LastErrorLine(); // returns when the last line is here
        var why = LastError.Length > 0 ? LastError : "no reason was given";
        if (code != 0 && Frames > 0)
            throw new CaptureException($"Decoding '{_video.Path}' broke off at frame {Frames} ({why}): try again.");
        if (Frames == 0)
            throw new CaptureException($"'{_video.Path}' holds no frame that can be decoded ({why}): it is empty or broken; copy it anew.");
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill() => _running.Kill();

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    /// <summary>
    /// No frame made or left out for the sake of a rate (passthrough), each frame scaled to the one size that the pipe has, should the
    /// size change midway. Colours are converted with full chroma and rounding, not the fast way. Behind showinfo the times are replaced by
    /// mere numbers (setpts): ffmpeg calls times that do not rise an error.
    /// </summary>
    private static IEnumerable<string> Arguments(VideoInfo video, string showinfo, bool alpha, double? from)
    {
        var colour = video.Colour;
        var range = colour.IsRgb
            ? ""
            : $":in_color_matrix={colour.ConversionMatrix}:in_range={(colour.ConvertsFullRange ? "full" : "limited")}";
        var turn = video.Orientation.Filters is { Length: > 0 } filters ? "," + filters : "";
        return
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+info",
            .. video.Clock.Options,
            .. from is { } seconds ? (string[])["-seek_timestamp", "1", "-ss", seconds.ToString("F6", CultureInfo.InvariantCulture)] : [],
            .. video.AlphaDecoder is { } decoder && alpha ? (string[])["-c:v", decoder] : [],
            "-noautorotate", "-max_error_rate", "1", .. FfmpegInput.Of(video.Path),
            "-map", $"0:{video.Index}",
            "-vf", $"{showinfo}=checksum=0,scale={video.CodedSize.Width}:{video.CodedSize.Height}{range}:flags={ScaleFlags},"
                + $"format={(alpha ? "bgra" : "bgr24")}{turn},setpts=N",
            "-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "rawvideo", "pipe:1",
            .. video.Clock.Witness(0, video),
        ];
    }
}
