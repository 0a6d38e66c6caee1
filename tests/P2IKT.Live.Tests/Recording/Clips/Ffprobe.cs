using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>What the real ffprobe and ffmpeg read out of a clip.</summary>
internal static class Ffprobe
{
    /// <summary>Properties of the video stream and of the file.</summary>
    public static JsonElement Of(string path) =>
        JsonDocument.Parse(Run(FfmpegProgram.ProbePath!, "-v", "error", "-show_streams", "-show_format", "-show_chapters", "-of", "json", path)).RootElement;

    /// <summary>The video stream.</summary>
    public static JsonElement Video(string path) => Of(path).GetProperty("streams").EnumerateArray().First(s => s.GetProperty("codec_type").GetString() == "video");

    /// <summary>How many packets the video stream has.</summary>
    public static int Packets(string path) => int.Parse(
        Run(FfmpegProgram.ProbePath!, "-v", "error", "-select_streams", "v:0", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", path),
        CultureInfo.InvariantCulture);

    /// <summary>Presentation time of every frame that decodes, in seconds; fails when the decoder complains.</summary>
    public static double[] Times(string path) =>
        [.. Run(FfmpegProgram.ProbePath!, "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts_time", "-of", "csv=p=0", path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.TrimEnd(',', '\r'), CultureInfo.InvariantCulture))];

    /// <summary>Every frame as packed BGR.</summary>
    public static byte[] Pixels(string path)
    {
        using var process = FfmpegProcess.Start(FfmpegProgram.Path!,
            ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "bgr24", "-sws_flags", "accurate_rnd+full_chroma_int+bicubic", "pipe:1"], reads: true);
        using var pixels = new MemoryStream();
        process.Output.CopyTo(pixels);
        return pixels.ToArray();
    }

    /// <summary>Whether the file begins with its index (fast start) and holds no fragment.</summary>
    public static bool IsPlain(string path)
    {
        var boxes = Boxes(path);
        return !boxes.Contains("moof") && boxes.IndexOf("moov") < boxes.IndexOf("mdat");
    }

    /// <summary>Names of the boxes of an MP4 file, in order (ISO/IEC 14496-12, 4.2).</summary>
    private static List<string> Boxes(string path)
    {
        var file = File.ReadAllBytes(path);
        var names = new List<string>();
        for (var at = 0L; at + 8 <= file.Length;)
        {
            long size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            names.Add(System.Text.Encoding.ASCII.GetString(file, (int)at + 4, 4));
            at += size == 1 ? System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(file.AsSpan((int)at + 8)) : Math.Max(8, size);
        }
        return names;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && complaints.Result.Length == 0, $"{Path.GetFileName(program)} {arguments[^1]}: {complaints.Result}");
        return said;
    }
}
