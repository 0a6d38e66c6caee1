using System.Globalization;
using System.Text;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Makes of a clip written in fragments a plain one: index in front (fast start), chapters at the marks. Nothing is encoded anew.
/// The clip stays as it was until the plain one is complete, and for good when that cannot be made.
/// </summary>
internal static class ClipRemuxer
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10); // a day's clip on a slow disk

    /// <summary>Rewrites a clip in place.</summary>
    /// <param name="program">Full path of <c>ffmpeg</c>.</param>
    /// <param name="path">The clip; closed by its encoder, or left behind by one that died.</param>
    /// <param name="marks">Become chapters.</param>
    /// <param name="seconds">Length of the clip.</param>
    /// <returns>Why it was left in fragments; null when it is plain now.</returns>
    public static string? Finish(string program, string path, IReadOnlyList<ClipMark> marks, double seconds)
    {
        try
        {
            using var part = new AtomicFile(path);
            var size = new FileInfo(path).Length;
            if (DiskSpace.FreeAt(part.Path) is { } free && free < size + (1 << 20))
                return "the disk has no room for a second copy";
            using (var process = FfmpegProcess.Start(program, Arguments(path, part.Path), reads: false))
            {
                process.Input.Write(Encoding.UTF8.GetBytes(Chapters(marks, seconds)));
                process.Input.Close();
                if (process.WaitForExit(Timeout) != 0)
                    return process.LastErrorLine() is { Length: > 0 } error ? error : "ffmpeg ended without a word";
            }
            part.Commit(overwrite: true);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CaptureException)
        {
            return failed.Message.TrimEnd('.');
        }
    }

    /// <summary>Chapters in ffmpeg's own text format: one from each mark to the next, and one for what is before the first.</summary>
    internal static string Chapters(IReadOnlyList<ClipMark> marks, double seconds)
    {
        var text = new StringBuilder(";FFMETADATA1\n");
        if (marks.Count == 0)
            return text.ToString();
        if (marks[0].Seconds > 0.05)
            Add(0, marks[0].Seconds, "Start");
        for (var i = 0; i < marks.Count; i++)
            Add(marks[i].Seconds, i + 1 < marks.Count ? marks[i + 1].Seconds : seconds, marks[i].Label is { Length: > 0 } label ? label
                : $"Mark {i + 1}");
        return text.ToString();

        void Add(double from, double to, string title) => text.Append(CultureInfo.InvariantCulture,
            $"[CHAPTER]\nTIMEBASE=1/1000\nSTART={Math.Round(from * 1000):0}\n"
                + $"END={Math.Round(Math.Max(to, from + 0.001) * 1000):0}\ntitle={Escaped(title)}\n");
    }

    private static IEnumerable<string> Arguments(string path, string part) =>
    [
        "-hide_banner", "-loglevel", "error", "-nostats",
        .. FfmpegInput.Of(path), "-f", "ffmetadata", "-i", "pipe:0",
        "-map", "0", "-map_metadata", "0", "-map_chapters", "1", "-c", "copy",
        .. Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".mkv" => (string[])["-f", "matroska"],
            ".mov" => ["-movflags", "+faststart", "-f", "mov"],
            _ => ["-movflags", "+faststart", "-f", "mp4"],
        },
        "-y", $"file:{part}",
    ];

    private static string Escaped(string title)
    {
        var text = new StringBuilder();
        foreach (var c in title)
        {
            if (char.IsControl(c))
                continue;
            if (c is '=' or ';' or '#' or '\\')
                text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }
}
