using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// A running <c>ffmpeg</c> that encodes frames at their own times, and takes sound, subtitles, chapters and metadata from the
/// original. Disposing ends it.
/// </summary>
internal sealed class VideoEncoder : IDisposable
{
    /// <summary>How both programs convert colours.</summary>
    public const string ScaleFlags = VideoDecoder.ScaleFlags;

    /// <summary>ffmpeg 5 says so of a file that lacks its end, on a full disk for one, and yet exits with 0.</summary>
    private static readonly string[] IncompleteFileMessages = ["Error writing trailer", "Error closing file"];

    private readonly VideoInfo _video;
    private readonly long _shift;
    private readonly FfmpegProcess _running;
    private readonly MatroskaFrames? _frames;
    private volatile bool _incomplete;

    /// <summary>Starts the program.</summary>
    /// <param name="programs">Where <c>ffmpeg</c> is.</param>
    /// <param name="video">The original.</param>
    /// <param name="target">What to make of it.</param>
    /// <param name="firstTime">The first frame's time, in ticks.</param>
    /// <exception cref="RecordingException">It ended at once.</exception>
    public VideoEncoder(VideoPrograms programs, VideoInfo video, VideoTarget target, long firstTime)
    {
        _video = video;
        _shift = Math.Max(0, -firstTime); // the pipe's times cannot be negative: such a video moves to 0, and its sound with it
        _running = FfmpegProcess.Start(programs.Ffmpeg, Arguments(video, target, _shift), reads: false, OnLine);
        try
        {
            _frames = new MatroskaFrames(_running.Input, video.Size, video.TimeBase, video.FrameRate, target.HasAlpha);
        }
        catch (IOException gone)
        {
            var failure = Failure(gone);
            Dispose();
            throw failure;
        }
    }

    /// <summary>The program's number in the system.</summary>
    public int Id => _running.Id;

    /// <summary>Encodes a frame; waits while the program is busy with those before.</summary>
    /// <param name="frame">Published.</param>
    /// <param name="alpha">A byte for each of its pixels, where the target has alpha.</param>
    /// <param name="time">In ticks.</param>
    /// <exception cref="RecordingException">The program has ended.</exception>
    public void Write(Frame frame, ReadOnlySpan<byte> alpha, long time)
    {
        try
        {
            _frames!.Write(frame, alpha, time + _shift);
        }
        catch (IOException gone)
        {
            throw Failure(gone);
        }
    }

    /// <summary>No more frames: waits until the file is complete.</summary>
    /// <exception cref="RecordingException">It cannot be completed.</exception>
    public void Finish()
    {
        try
        {
            _running.Input.Close();
        }
        catch (IOException)
        {
            // It has ended; its exit code is checked below.
        }
        var code = _running.WaitForExit(Timeout.InfiniteTimeSpan);
        _ = _running.LastErrorLine(); // returns when the last line is here
        if (code != 0 || _incomplete)
            throw Failure(null);
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill() => _running.Kill();

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    private void OnLine(string line) => _incomplete |= IncompleteFileMessages.Any(words => line.Contains(words, StringComparison.Ordinal));

    private RecordingException Failure(Exception? cause)
    {
        var error = _running.LastErrorLine();
        var full = error.Contains("No space left", StringComparison.Ordinal);
        return new RecordingException($"The video made of '{_video.Path}' cannot be written "
            + $"({(full ? "the disk is full" : error.Length > 0 ? error : "ffmpeg was ended")}): "
            + (full ? "free some space, or choose another output." : "try again, or choose another codec."), cause) { Subject = _video.Path,
                Setting = full ? "output" : "codec" };
    }

    private static IEnumerable<string> Arguments(VideoInfo video, VideoTarget target, long shift)
    {
        var (codec, container) = (target.Codec, target.Container);
        var colour = target.Colour(video);
        var shiftSeconds = shift * video.TimeBase.Value;
        string[] tags = [.. colour.Tags().SelectMany(tag => (string[])[tag.Option, Whole(tag.Code)])];
        // Where the last frame has another duration, Matroska gets the milliseconds that it counts in: durations are not converted between
        // clocks.
        var ticksPerSecond = video.LastFrame is not null && !container.IsMp4 ? 1000 : video.TimeBase.Denominator;
        return
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+error", "-y", .. video.Clock.Options,
            // no frame is kept waiting to guess a rate, none is moved to 0
            "-thread_queue_size", "2", "-fpsprobesize", "0", "-seek_timestamp", "1",
            "-f", "matroska", "-i", "pipe:0",
            .. shiftSeconds > 0 ? (string[])["-itsoffset", shiftSeconds.ToString("F6", CultureInfo.InvariantCulture)] : [],
            .. FfmpegInput.Of(video.Path),
            "-map", "0:v:0", .. target.Passthrough.SelectMany(stream => (string[])["-map", $"1:{stream.Index}"]),
            "-map_metadata", "1", "-map_chapters", "1", "-map_metadata:s:0", $"1:s:{video.Index}",
            .. target.Passthrough.SelectMany(
                (stream, n) => (string[])[$"-map_metadata:s:{n + 1}", $"1:s:{stream.Index}", $"-c:{n + 1}", stream.Codec]),
            "-c:0", codec.Encoder, .. codec.Offline, "-filter:0", Filters(video, target, colour), .. tags,
            "-fps_mode:0", "passthrough", "-enc_time_base:0", $"1:{Whole(ticksPerSecond)}",
            .. video.LastFrame is { } last ? LastDuration(last, shift, video.TimeBase, ticksPerSecond) : [],
            .. container.IsMp4
                ? (string[])
                [
                    // The video's own clock, for its frames and for the gap before the first one.
                    "-video_track_timescale", Whole(video.TimeBase.Denominator), "-movie_timescale", Whole(video.TimeBase.Denominator),
                    "-movflags", container.Extension == ".mov" && video.HasQuickTimeKeys ? "+faststart+use_metadata_tags" : "+faststart",
                ]
                : ["-avoid_negative_ts", "disabled"], // or sound that begins a moment before 0 would push the video back
            "-f", container.Muxer, $"file:{target.Path}",
            .. video.Clock.Witness(1, video),
        ];
    }

    /// <summary>
    /// Encoders give every frame the usual duration. What is shown last, and what comes last in the file, ends when the last frame of the
    /// original does.
    /// </summary>
    private static string[] LastDuration((long Time, long End) last, long shift, Rational timeBase, int ticksPerSecond)
    {
        long Ticks(long time) => (long)(((Int128)(time + shift) * timeBase.Numerator * ticksPerSecond) / timeBase.Denominator);
        return
        [
            "-bsf:0",
            $"setts=pts=PTS:dts=DTS:duration='if(eq(NEXT_DTS,NOPTS)+gte(PTS,{Whole(Ticks(last.Time))}),"
                + $"{Whole(Ticks(last.End))}-PTS,DURATION)'",
        ];
    }

    private static string Filters(VideoInfo video, VideoTarget target, VideoColour colour)
    {
        var range = colour.ConvertsFullRange ? "full" : "limited";
        var convert = colour.IsRgb ? "" : $"scale=out_color_matrix={colour.ConversionMatrix}:out_range={range}:flags={ScaleFlags},";
        var tags = string.Join(':', colour.Tags().Select(tag => $"{tag.Parameter}={Whole(tag.Code)}"));
        var shape = video.PixelShape.IsKnown ? video.PixelShape.ToString() : "0";
        return $"{convert}format={target.PixelFormat(video)},setsar={shape}{(tags.Length > 0 ? ",setparams=" : "")}{tags}";
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
