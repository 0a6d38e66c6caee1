using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;

namespace P2IKT.Live.Capture.Video;

/// <summary>
/// How long a video file is by its own words, and whether it kept them. A container counts frames, too, that an edit list leaves out, or
/// counts by sound that outlasts the pictures: where the count matters, <c>ffprobe</c> is asked how long the pictures last, if it is
/// installed.
/// </summary>
/// <remarks>Used by the capture thread.</remarks>
/// <param name="path">The file, a full path.</param>
internal sealed class VideoFileLength(string path)
{
    private VideoInfo? _facts; // what ffprobe says, once it was asked; null when it does not answer
    private bool _isAsked;

    /// <summary>Frames of a round, before it has been played.</summary>
    public long Frames(IVideoFileReader reader, CancellationToken stop) => Facts(stop) is { PictureDuration: { } seconds }
        ? Math.Min(reader.FrameCount, (long)Math.Round(seconds * reader.FramesPerSecond))
        : reader.FrameCount;

    /// <summary>When a round ends that was played: the last frame is shown as long as any other, or as the file says.</summary>
    public TimeSpan RoundEnd(MediaClock clock, CancellationToken stop) =>
        Facts(stop) is { HasDurations: true, PictureDuration: { } seconds }
        && TimeSpan.FromSeconds(Math.Min(seconds, 1e9)) is var all && all > clock.End && all < clock.End + MediaClock.LongestGap
        ? all
        : clock.End;

    /// <summary>
    /// A decoder ends a damaged file without a word. It counts as cut when fewer frames came than it announces, and bytes are missing. With
    /// all bytes there, what the file says of the pictures alone decides: what it says of the whole is true of sound that outlasts them.
    /// </summary>
    /// <param name="reader">At its end.</param>
    /// <param name="read">Frames that came.</param>
    /// <param name="clock">Their times.</param>
    /// <param name="stop">Ends the asking.</param>
    /// <returns>What is wrong, as the end of a sentence about the file; null when nothing is.</returns>
    public string? WhyShort(IVideoFileReader reader, long read, MediaClock clock, CancellationToken stop)
    {
        if (reader.FrameCount > 0 && !IsLess(reader.FrameCount))
            return null;
        var isCut = FileExtent.IsCut(path);
        if (isCut == true)
            return Ended(reader.FrameCount, "cut short");
        var promised = reader.FrameCount == 0 ? 0 : Frames(reader, stop);
        if (!IsLess(promised) || _facts?.Clock.MayJump == true) // the times of a clock that jumped are not a promise
            return null;
        return isCut is null ? Ended(promised, "cut short") : _facts?.PictureDuration is not null ? Ended(promised, "damaged") : null;

        // Time is compared, not the number, which many containers only estimate; the last few per cent are forgiven: recorders round.
        bool IsLess(long frames) => reader.FramesPerSecond is > 0 and var fps && frames > read
            && (frames / fps) - clock.End.TotalSeconds > Math.Max(2 / fps, 0.05 * frames / fps);

        string Ended(long frames, string why) => string.Create(
            CultureInfo.InvariantCulture,
                $"ended after {read}{(frames > 0 ? $" of {frames}" : "")} frames: the file is {why}; copy it again.");
    }

    private VideoInfo? Facts(CancellationToken stop)
    {
        if (_isAsked)
            return _facts;
        _isAsked = true;
        try
        {
            return _facts = VideoProbe.Read(VideoPrograms.Find(), path, stop);
        }
        catch (CaptureException)
        {
            return null; // not installed, or as puzzled by the file as we are
        }
    }
}
