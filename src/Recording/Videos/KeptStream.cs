using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Recording.Videos;

/// <summary>A stream that goes with the video into its copy.</summary>
/// <param name="Index">Its number in the original.</param>
/// <param name="Codec">"copy", or what <c>ffmpeg</c> makes of a subtitle that the container wants in its own way.</param>
internal sealed record KeptStream(int Index, string Codec)
{
    private static readonly string[] TextSubtitles = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];
    private static readonly string[] MatroskaSubtitles = ["subrip", "srt", "ass", "ssa", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"];

    /// <summary>What of a file goes along. Sound is tried with the muxer itself: which codecs it takes changes with each version.</summary>
    /// <param name="programs">Where <c>ffmpeg</c> is.</param>
    /// <param name="video">The original.</param>
    /// <param name="container">The copy's.</param>
    /// <param name="tell">Told a sentence for each stream that stays behind or is changed.</param>
    /// <param name="stop">Ends the trials.</param>
    public static async Task<IReadOnlyList<KeptStream>> ChooseAsync(VideoPrograms programs, VideoInfo video, VideoContainer container, Action<string> tell, CancellationToken stop)
    {
        var kept = new List<KeptStream>();
        foreach (var other in video.Others)
        {
            var codec = other.Kind switch
            {
                "audio" => await Takes(programs, video, other, container, stop) ? "copy" : null,
                "subtitle" => Subtitle(other.Codec, container),
                "attachment" => container.IsMp4 ? null : "copy", // fonts of subtitles
                _ => null,
            };
            if (codec is not null)
                kept.Add(new KeptStream(other.Index, codec));
            if (codec is null)
                tell($"Stream {other.Index} of '{video.Path}' ({(other.IsCover ? "cover picture" : other.Kind)}, {other.Codec}) stays behind: {Why(other, container)}.");
            else if (codec != "copy" && codec != other.Codec)
                tell($"Stream {other.Index} of '{video.Path}' (subtitle, {other.Codec}) becomes {codec}, which {container.Extension} holds.");
        }
        return kept;
    }

    private static string? Subtitle(string codec, VideoContainer container) => container.IsMp4
        ? codec is "mov_text" ? "copy" : TextSubtitles.Contains(codec) ? "mov_text" : null
        : MatroskaSubtitles.Contains(codec) ? "copy" : TextSubtitles.Contains(codec) ? "srt" : null;

    private static string Why(ExtraStream other, VideoContainer container) =>
        other is { Kind: "video" } or { IsCover: true } ? "one video stream is deblurred, and only that one"
        : other.Kind == "data" || !container.IsMp4 ? $"{container.Extension} cannot hold it"
        : $"{container.Extension} cannot hold it; .mkv may";

    /// <summary>Whether the muxer writes a header for the stream; a tenth of a second of it is copied to nowhere.</summary>
    private static async Task<bool> Takes(VideoPrograms programs, VideoInfo video, ExtraStream audio, VideoContainer container, CancellationToken stop)
    {
        using var trial = FfmpegProcess.Start(programs.Ffmpeg,
        [
            "-nostdin", "-v", "error", "-i", $"file:{video.Path}", "-map", $"0:{audio.Index}", "-c", "copy", "-t", "0.1",
            .. container.IsMp4 ? (string[])["-movflags", "empty_moov"] : [], // a pipe cannot go back to write an index
            "-f", container.Muxer, "pipe:1",
        ], reads: true);
        using var kill = stop.Register(trial.Kill);
        await trial.Output.CopyToAsync(Stream.Null, CancellationToken.None);
        var code = await trial.WaitForExitAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        return code == 0;
    }
}
