using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Videos made and read back by the real ffmpeg and ffprobe, in a folder that goes with the test.</summary>
public abstract class VideoTest : FrameTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-videos-").FullName;

    private protected List<string> Told { get; } = [];

    private protected static VideoPrograms Programs => VideoPrograms.Find();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected string In(string name) => Path.Combine(_folder, name);

    private protected string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    /// <summary>Runs ffmpeg; arguments are parted by spaces, and names of the test's files stand for their full paths.</summary>
    /// <returns>The full path of the last argument.</returns>
    private protected string Make(string arguments)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null || FfmpegProgram.ProbePath is null, "Needs the programs ffmpeg and ffprobe.");
        string[] words = [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Names().Contains(word) ? In(word) : word)];
        var made = In(Path.GetFileName(words[^1]));
        Ask(FfmpegProgram.Path!, "-nostdin -v error -y", [.. words[..^1], made]);
        return made;
    }

    /// <summary>A clip of the moving test picture of ffmpeg.</summary>
    private protected string Clip(string name, string size = "96x64", string rate = "25", double seconds = 1, string more = "") =>
        Make(string.Create(CultureInfo.InvariantCulture, $"-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds} -pix_fmt yuv420p {more} {name}"));

    /// <summary>Timestamp of every frame, in seconds with six digits, as ffprobe prints it.</summary>
    private protected static string[] Times(string path) => [.. Probe(path, "-select_streams v:0 -show_frames").GetProperty("frames").EnumerateArray()
        .Select(frame => frame.GetProperty("pts_time").GetString()!)];

    private protected static JsonElement Stream(string path, string which = "v:0") =>
        Probe(path, $"-select_streams {which} -show_streams").GetProperty("streams")[0];

    private protected static JsonElement Probe(string path, string what) =>
        JsonDocument.Parse(Ask(FfmpegProgram.ProbePath!, $"-v error -print_format json {what} -i", path)).RootElement;

    /// <summary>What ffmpeg's muxer for checksums makes of a file, line by line.</summary>
    private protected static string[] Sums(string path, string arguments) =>
        [.. Ask(FfmpegProgram.Path!, "-nostdin -v error -noautorotate -i", [path, .. arguments.Split(' '), "-"]).Split('\n').Where(line => line is not ("" or ['#', ..]))];

    /// <summary>The pixels of a video, frame after frame, in the format asked for.</summary>
    private protected static byte[] Pixels(string path, string arguments, string decoder = "")
    {
        using var running = FfmpegProcess.Start(FfmpegProgram.Path!, ["-nostdin", "-v", "error", .. decoder.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-i", path, .. arguments.Split(' '), "-fps_mode", "passthrough", "-f", "rawvideo", "-"], reads: true);
        using var pixels = new MemoryStream();
        running.Output.CopyTo(pixels);
        return pixels.ToArray();
    }

    private protected Task<VideoReport> Rewrite(string input, string output, string codec = "h264", Action<Frame, Frame>? change = null) =>
        Rewrite(input, output, VideoCodec.Find(codec), change);

    private protected async Task<VideoReport> Rewrite(string input, string output, VideoCodec codec, Action<Frame, Frame>? change = null, VideoPrograms? programs = null)
    {
        Assert.SkipUnless(await codec.ProbeAsync(Cancel), $"This ffmpeg lacks {codec.Encoder}.");
        programs ??= Programs;
        var video = await VideoProbe.ReadAsync(programs, input, Cancel);
        using var rewrite = await VideoTranscoder.CreateAsync(programs, video, codec, change ?? Identity, Cancel);
        try
        {
            return await rewrite.RunAsync(output, VideoContainer.Of(output, codec), new Progress<double>(), notice => Told.Add(notice.Text), Cancel);
        }
        finally
        {
            Assert.Equal(0, rewrite.Outstanding);
        }
    }

    private protected static void Identity(Frame source, Frame sharp) => source.Pixels.CopyTo(sharp.Draft);

    private protected static string Text(JsonElement stream, string name) => stream.TryGetProperty(name, out var value) ? value.ToString() : "unknown";

    private static string Ask(string program, string arguments, params string[] last)
    {
        using var running = FfmpegProcess.Start(program, [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. last], reads: true);
        var said = new StreamReader(running.Output).ReadToEnd();
        Assert.True(running.WaitForExit(TimeSpan.FromSeconds(60)) == 0, $"{program} {arguments} failed: {running.LastErrorLine()}");
        return said;
    }
}
