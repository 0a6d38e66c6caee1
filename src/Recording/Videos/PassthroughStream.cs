using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>A stream that goes with the video into its copy.</summary>
/// <param name="Index">Its number in the original.</param>
/// <param name="Codec">"copy", or what <c>ffmpeg</c> makes of a subtitle that the container wants in its own way.</param>
internal sealed record PassthroughStream(int Index, string Codec)
{
    private static readonly string[] TextSubtitles = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];
    private static readonly string[] MatroskaSubtitles =
        ["subrip", "srt", "ass", "ssa", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"];

    /// <summary>
    /// Chooses the streams that go into the copy. Sound is tried with the muxer itself, on a file as the copy will be. Which codecs it
    /// takes changes with each version, and it takes some only where it may write the index last.
    /// </summary>
    /// <param name="programs">Where <c>ffmpeg</c> is.</param>
    /// <param name="video">The original.</param>
    /// <param name="container">The copy's.</param>
    /// <param name="notify">Receives a notice for each stream that stays behind or is changed; on the caller's thread.</param>
    /// <param name="stop">Ends the trials.</param>
    public static async Task<IReadOnlyList<PassthroughStream>> ChooseAsync(
        VideoPrograms programs, VideoInfo video, VideoContainer container, Action<Notice> notify, CancellationToken stop)
    {
        var kept = new List<PassthroughStream>();
        foreach (var other in video.Others.Where(other => !other.IsTimecode))
        {
            string? codec = null, refusal = null;
            if (other.IsOfAnotherProgram)
                refusal = "it belongs to another program, which has another clock";
            else if (other.Kind == "audio" && (codec = SameSamples(other, container)) is null)
                codec = (refusal = await TryAsync(programs, video, other, container, stop).ConfigureAwait(false)) is null ? "copy" : null;
            else if (other.Kind == "subtitle")
                codec = Subtitle(other.Codec, container);
            else if (other.Kind == "attachment" && !container.IsMp4) // fonts of subtitles
                codec = "copy";
            if (codec is not null)
                kept.Add(new PassthroughStream(other.Index, codec));
            if (codec is null)
                notify(Notice.Warning("stream-left-out",
                    $"Stream {other.Index} of '{video.Path}' ({(other.IsCover ? "cover picture" : other.Kind)}, {other.Codec}) stays "
                        + $"behind: {Why(other, container, refusal)}."));
            else if (codec != "copy" && codec != other.Codec)
                notify(Notice.Info("stream-converted",
                    $"Stream {other.Index} of '{video.Path}' ({other.Kind}, {other.Codec}) becomes {codec}, which {container.Extension} "
                        + "holds."));
        }
        return kept;
    }

    /// <summary>
    /// Discs and cameras pack plain samples in ways of their own, which no other container has: there they are packed anew.
    /// </summary>
    private static string? SameSamples(ExtraTrack sound, VideoContainer container) => sound.Codec is not ("pcm_bluray" or "pcm_dvd")
        || container.Muxer == "mp4" ? null
        : sound.SampleFormat == "s16" ? "pcm_s16le" : "pcm_s24le";

    private static string? Subtitle(string codec, VideoContainer container) => container.IsMp4
        ? codec is "mov_text" ? "copy" : TextSubtitles.Contains(codec) ? "mov_text" : null
        : MatroskaSubtitles.Contains(codec) ? "copy" : TextSubtitles.Contains(codec) ? "srt" : null;

    private static string Why(ExtraTrack other, VideoContainer container, string? refusal) =>
        other.IsOfAnotherProgram ? refusal!
        : other is { Kind: "video" } or { IsCover: true } ? "one video stream is deblurred, and only that one"
        : other.Kind == "data" ? "data are not copied"
        : $"{container.Extension} cannot hold "
            + $"it{(refusal is { Length: > 0 } ? $" ({refusal})" : "")}{(container.IsMp4 ? "; .mkv may" : "")}";

    /// <summary>Copies the first packets of a stream into a file of the kind that the copy will be.</summary>
    /// <returns>Null when the muxer takes them; else what it said.</returns>
    private static async Task<string?> TryAsync(
        VideoPrograms programs, VideoInfo video, ExtraTrack audio, VideoContainer container, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("p2ikt-trial-");
        try
        {
            using var trial = FfmpegProcess.Start(programs.Ffmpeg,
            [
                "-nostdin", "-v", "error", .. FfmpegInput.Of(video.Path), "-map", $"0:{audio.Index}", "-c", "copy", "-frames:0", "3", "-t",
                    "1",
                "-f", container.Muxer, $"file:{Path.Combine(folder.FullName, "trial")}",
            ], reads: false);
            using var kill = stop.Register(trial.Kill);
            var code = await trial.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return code == 0 ? null : trial.FirstErrorLine();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
