using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Asks <c>ffprobe</c> about a clip.</summary>
internal static class ClipProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>Frames that the file really holds; null when ffprobe is missing or cannot read it.</summary>
    public static long? CountFrames(string path)
    {
        if (FfmpegProgram.ProbePath is not { } program)
            return null;
        try
        {
            using var process = FfmpegProcess.Start(
                program, ["-v", "error", "-select_streams", "v:0", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of",
                "csv=p=0", .. FfmpegInput.Of(path)], reads: true);
            using var timeout = new Timer(_ => process.Kill(), null, Timeout, System.Threading.Timeout.InfiniteTimeSpan);
            var output = new StreamReader(process.Output).ReadToEnd().Trim().TrimEnd(',');
            return long.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) ? frames : null;
        }
        catch (CaptureException)
        {
            return null;
        }
    }
}
