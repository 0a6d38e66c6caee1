using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Video;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>What the user should know about the copy of a video.</summary>
internal static class VideoNotices
{
    /// <summary>Before the first frame: what the copy cannot hold.</summary>
    /// <param name="video">The original.</param>
    /// <param name="codec">How the copy is compressed.</param>
    /// <param name="keepsAlpha">Whether the copy keeps the alpha of the original.</param>
    public static IEnumerable<Notice> Before(VideoInfo video, VideoCodec codec, bool keepsAlpha)
    {
        foreach (var notice in video.Notices)
            yield return notice;
        if (!video.HasAlpha || keepsAlpha)
            yield break;
        var holdsNone = codec.WithAlpha is null;
        var reason = holdsNone ? $"{codec.Name} holds none; the codecs prores and ffv1 do"
            : $"this ffmpeg lacks the decoder {video.AlphaDecoder}";
        yield return Notice.Warning("alpha-lost", $"'{video.Path}' has alpha, of which the copy keeps nothing: {reason}.")
            with { Setting = holdsNone ? "codec" : null };
    }

    /// <summary>After the last frame: what was damaged, missing or changed.</summary>
    /// <param name="video">The original.</param>
    /// <param name="report">How it went.</param>
    /// <param name="lastError">The decoder's last error; for a report with errors.</param>
    public static IEnumerable<Notice> After(VideoInfo video, VideoReport report, string? lastError)
    {
        var (path, frames) = (video.Path, report.Frames);
        if (report.Errors > 0)
        {
            yield return Notice.Warning("video-damaged",
                $"'{path}' is damaged ({report.Errors} errors, the last: {lastError}): "
                    + $"what could be decoded is in the copy, {frames} frames.");
        }
        else if (FileExtent.IsCut(path) == true) // demuxers of AVI, FLV and others end there without an error
        {
            yield return Notice.Warning("video-cut-short",
                $"'{path}' is cut short: its end is missing, and what there is of it is in the copy, {frames} frames.");
        }
        if (report.AdjustedTimestamps > 0)
        {
            yield return Notice.Info("timestamps-adjusted",
                $"'{path}' has timestamps that do not rise: {report.AdjustedTimestamps} "
                    + "of its frames are shown a moment later in the copy.");
        }
    }
}
