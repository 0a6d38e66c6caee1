namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>Asks <c>ffprobe</c> what a video file holds.</summary>
public static class VideoProbe
{
    /// <summary>
    /// The largest frames that are decoded, in pixels: above those of 11K cameras for all directions. What a header claims costs its writer
    /// nothing, and a dozen frames are on their way at a time.
    /// </summary>
    public const int MaxPixels = 64_000_000;

    private const string NotAllowed = " Format not on whitelist";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2); // a slow disk, a network drive
    private static readonly TimeSpan LastTimeout = TimeSpan.FromSeconds(20); // a file without an index is read to its end

    /// <summary>Reads a file's description; decodes a few frames at most.</summary>
    /// <param name="programs">Where <c>ffprobe</c> is.</param>
    /// <param name="path">The file, a full path.</param>
    /// <param name="stop">Ends the program.</param>
    /// <exception cref="CaptureException">The file is not a video, or holds no moving picture.</exception>
    public static Task<VideoInfo> ReadAsync(VideoPrograms programs, string path, CancellationToken stop) =>
        Task.Run(() => Read(programs, path, stop), stop);

    /// <inheritdoc cref="ReadAsync"/>
    public static VideoInfo Read(VideoPrograms programs, string path, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(programs);
        var video = ProbeAnswer.Describe(path, Ask(programs, path, Timeout, stop, "-show_streams", "-show_programs", "-show_format"));
        if (video.Clock.BeginsAtZero || !video.HasDurations)
            return video;
        try
        {
            // From the last key frame on: packets are read, and not decoded.
            var packets = Ask(programs, path, LastTimeout, stop,
                "-select_streams", $"{video.Index}", "-read_intervals", "99999999%", "-show_entries", "packet=pts,duration,flags");
            return video with { LastFrame = ProbeAnswer.LastOf(packets, video) };
        }
        catch (CaptureException)
        {
            return video; // its last frame gets the usual duration
        }
    }

    private static byte[] Ask(VideoPrograms programs, string path, TimeSpan timeout, CancellationToken stop, params string[] what)
    {
        string? format = null;
        using var asked = FfmpegProcess.Start(
            programs.Ffprobe, ["-v", "error", "-print_format", "json", .. what, .. FfmpegInput.Of(path)], reads: true,
            line => format ??= line.Contains(NotAllowed, StringComparison.Ordinal) ? line.TrimStart('[').Split(' ')[0] : null);
        using var kill = stop.Register(asked.Kill);
        using var watchdog = new Timer(_ => asked.Kill(), null, timeout, System.Threading.Timeout.InfiniteTimeSpan);
        using var answer = new MemoryStream();
        asked.Output.CopyTo(answer); // ends when the program does
        var code = asked.WaitForExit(System.Threading.Timeout.InfiniteTimeSpan);
        stop.ThrowIfCancellationRequested();
        if (code == 0)
            return answer.ToArray();
        var error = asked.LastErrorLine().Replace($"file:{path}: ", "", StringComparison.Ordinal);
        throw new CaptureException(format is not null
            ? $"'{path}' cannot be read as a video: it is a {format} file, which is not a video or only names other files; "
                + "name the video itself."
            : $"'{path}' cannot be read as a video ({(error.Length > 0 ? error : "no reason was given")}): it is broken, cut off or no "
                + "video; copy it anew.");
    }
}
