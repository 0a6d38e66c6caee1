using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// A running <c>ffmpeg</c> that decodes a video: every frame once, upright, of one size, as BGR, with its own timestamp.
/// Disposing ends it.
/// </summary>
internal sealed class VideoDecoder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly VideoInfo _video;
    private readonly DecoderLog _log = new();
    private readonly FfmpegProcess _running;
    private long? _last;

    /// <summary>Starts it.</summary>
    public VideoDecoder(VideoPrograms programs, VideoInfo video)
    {
        _video = video;
        _running = FfmpegProcess.Start(programs.Ffmpeg, Arguments(video), reads: true, _log.Hear);
    }

    /// <summary>Frames read so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Timestamps that did not rise and were moved by a tick or more, because a file that plays has only rising ones.</summary>
    public long Moved { get; private set; }

    /// <summary>Errors in the file, as far as the decoder noticed.</summary>
    public int Errors => _log.Errors;

    /// <summary>The last of them; empty when there was none.</summary>
    public string LastError => _log.LastError;

    /// <summary>Reads the next frame.</summary>
    /// <param name="frame">A draft of the video's size; filled.</param>
    /// <param name="time">When it is shown, in ticks; later than the frame before.</param>
    /// <returns>False at the end of the video; the draft then holds nothing of use.</returns>
    public bool Read(Frame frame, out long time)
    {
        time = 0;
        var pixels = frame.Draft;
        if (_running.Output.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length)
            return false;
        var told = _log.Next(Patience);
        time = told ?? (_last is { } before ? before + _video.UsualTicks : 0);
        if (time <= _last)
        {
            time = _last.Value + 1;
            Moved++;
        }
        _last = time;
        Frames++;
        return true;
    }

    /// <summary>Waits for the program's end, after the last frame.</summary>
    /// <exception cref="RecordingException">It did not end by itself, or no frame came out of it.</exception>
    public void Finish()
    {
        var code = _running.WaitForExit(Patience);
        _ = _running.LastWords(); // returns when the last line is here
        var why = LastError.Length > 0 ? LastError : "no reason was given";
        if (code != 0 && Frames > 0)
            throw new RecordingException($"Decoding '{_video.Path}' broke off at frame {Frames} ({why}): try again.");
        if (Frames == 0)
            throw new RecordingException($"'{_video.Path}' holds no frame that can be decoded ({why}): it is empty or broken; copy it anew.");
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill() => _running.Kill();

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    /// <summary>
    /// Timestamps untouched (-copyts), no frame made or left out for the sake of a rate (passthrough), each frame scaled to the one size
    /// that the pipe has, should the size change midway. Colours are converted with full chroma and rounding, not the fast way. Behind
    /// showinfo the times are replaced by mere numbers (setpts): ffmpeg calls times that do not rise an error.
    /// </summary>
    private static IEnumerable<string> Arguments(VideoInfo video)
    {
        var colour = video.Colour;
        var range = colour.IsRgb ? "" : $":in_color_matrix={colour.ConversionMatrix}:in_range={(colour.ConvertsFullRange ? "full" : "limited")}";
        var turn = video.Orientation.Filters is { Length: > 0 } filters ? "," + filters : "";
        return
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+info",
            "-noautorotate", "-copyts", "-max_error_rate", "1", "-i", $"file:{video.Path}",
            "-map", $"0:{video.Index}",
            "-vf", $"showinfo=checksum=0,scale={video.CodedSize.Width}:{video.CodedSize.Height}{range}:flags={VideoEncoder.ScaleFlags},format=bgr24{turn},setpts=N",
            "-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "rawvideo", "pipe:1",
        ];
    }
}
