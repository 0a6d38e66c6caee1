
namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>The two programs that read and write videos.</summary>
/// <param name="Ffmpeg">Full path of <c>ffmpeg</c>.</param>
/// <param name="Ffprobe">Full path of <c>ffprobe</c>.</param>
public sealed record VideoPrograms(string Ffmpeg, string Ffprobe)
{
    /// <summary>Finds those on the search path, and asks for their version.</summary>
    /// <exception cref="CaptureException">One is not installed, or too old.</exception>
    public static async Task<VideoPrograms> FindAsync(CancellationToken stop)
    {
        var programs = Require(FfmpegProgram.Path, FfmpegProgram.ProbePath);
        var version = await FfmpegProgram.ProbeVersionAsync(stop).ConfigureAwait(false);
        return FfmpegProgram.MajorOf(version) is { } major && major < FfmpegProgram.OldestMajor
            ? throw new CaptureException($"ffmpeg {version} is too old for videos: install version {FfmpegProgram.OldestMajor} or later.")
            : programs;
    }

    /// <summary>
    /// The same for a source that opens on a thread which may block: for the time that the program takes to report its version.
    /// </summary>
    /// <exception cref="CaptureException">One is not installed, or too old.</exception>
    public static VideoPrograms Find() => FindAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Both, by their paths.</summary>
    /// <exception cref="CaptureException">One is null: not installed.</exception>
    public static VideoPrograms Require(string? ffmpeg, string? ffprobe) => ffmpeg is null || ffprobe is null
        ? throw new CaptureException(
            $"Videos need the program {(ffmpeg is null ? "ffmpeg" : "ffprobe")}, which is not on the path: {FfmpegProgram.HowToInstall}.")
        : new VideoPrograms(ffmpeg, ffprobe);
}
