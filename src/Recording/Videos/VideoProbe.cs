using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Recording.Videos;

/// <summary>Asks <c>ffprobe</c> what a video file holds.</summary>
public static class VideoProbe
{
    /// <summary>Reads a file's description; decodes a few frames at most.</summary>
    /// <param name="programs">Where <c>ffprobe</c> is.</param>
    /// <param name="path">The file, a full path.</param>
    /// <param name="stop">Ends the program.</param>
    /// <exception cref="RecordingException">The file is no video, or holds no moving picture.</exception>
    public static async Task<VideoInfo> ReadAsync(VideoPrograms programs, string path, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(programs);
        using var asked = FfmpegProcess.Start(programs.Ffprobe,
            ["-v", "error", "-print_format", "json", "-show_streams", "-show_format", "-i", $"file:{path}"], reads: true);
        using var kill = stop.Register(asked.Kill);
        using var answer = new MemoryStream();
        await asked.Output.CopyToAsync(answer, CancellationToken.None); // ends when the program does
        var code = await asked.WaitForExitAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        if (code != 0)
            throw new RecordingException($"'{path}' cannot be read as a video ({Words(asked.LastWords(), path)}): it is broken, cut off or no video; copy it anew.");
        answer.Position = 0;
        using var json = JsonDocument.Parse(answer);
        return Read(path, json.RootElement);
    }

    private static VideoInfo Read(string path, JsonElement file)
    {
        List<JsonElement> streams = [.. file.GetProperty("streams").EnumerateArray()];
        var at = streams.FindIndex(stream => Text(stream, "codec_type") == "video" && !IsCover(stream));
        if (at < 0)
            throw new RecordingException($"'{path}' holds no video stream: there is nothing to deblur in it.");
        var video = streams[at];
        var pixels = Text(video, "pix_fmt");
        if (pixels is null || !Size(video, out var coded))
            throw new RecordingException($"'{path}' holds no frame that can be decoded ({Text(video, "codec_name") ?? "unknown codec"}): it is empty or broken, or this ffmpeg lacks the decoder.");
        var turned = SideData(video) is { } matrix ? Orientation.Of(matrix) : Orientation.Upright;
        var shape = Rational.Parse(Text(video, "sample_aspect_ratio"));
        var format = file.GetProperty("format");
        return new VideoInfo
        {
            Path = path,
            CodedSize = coded,
            Size = turned.SwapsSides ? new FrameSize(coded.Height, coded.Width) : coded,
            Index = video.GetProperty("index").GetInt32(),
            TimeBase = Rational.Parse(Text(video, "time_base")) is { IsKnown: true } tick ? tick : new Rational(1, 90_000),
            FrameRate = Rational.Parse(Text(video, "avg_frame_rate")) is { IsKnown: true } average ? average : Rational.Parse(Text(video, "r_frame_rate")),
            PixelShape = turned.SwapsSides ? shape.Inverse : shape,
            Colour = VideoColour.Of(Text(video, "color_space"), Text(video, "color_primaries"), Text(video, "color_transfer"), Text(video, "color_range"), pixels, coded.Height),
            Orientation = turned,
            Start = Number(video, "start_time") ?? 0,
            Duration = Number(video, "duration") ?? Number(format, "duration"),
            HasQuickTimeKeys = format.TryGetProperty("tags", out var tags) && tags.EnumerateObject().Any(tag => tag.Name.StartsWith("com.", StringComparison.Ordinal)),
            Others = [.. streams.Where((_, i) => i != at).Where(s => !IsChapterText(s)).Select(s =>
                new ExtraStream(s.GetProperty("index").GetInt32(), Text(s, "codec_type") ?? "data", Text(s, "codec_name") ?? "unknown", IsCover(s)))],
            Notices = [.. Notices(path, video, pixels, turned)],
        };
    }

    private static IEnumerable<string> Notices(string path, JsonElement video, string pixels, Orientation turned)
    {
        if (Number(video, "bits_per_raw_sample") is > 8 || pixels.EndsWith("le", StringComparison.Ordinal) || pixels.EndsWith("be", StringComparison.Ordinal))
            yield return $"'{path}' has more than 8 bits a sample ({pixels}): 8 of them go through the network, and the copy has no more.";
        if (Text(video, "field_order") is "tt" or "bb" or "tb" or "bt")
            yield return $"'{path}' is interlaced: its fields are deblurred two at a time as one picture; deinterlace it first for a better result.";
        if (!turned.IsUnderstood)
            yield return $"'{path}' asks to be shown at an odd angle: the copy does not.";
    }

    private static bool Size(JsonElement video, out FrameSize size)
    {
        size = default;
        if (Number(video, "width") is not (>= 1 and <= FrameSize.MaxSide and var width) || Number(video, "height") is not (>= 1 and <= FrameSize.MaxSide and var height))
            return false;
        size = new FrameSize((int)width, (int)height);
        return true;
    }

    /// <summary>The display matrix, if the stream has one.</summary>
    private static string? SideData(JsonElement video) => video.TryGetProperty("side_data_list", out var list)
        ? list.EnumerateArray().Select(data => Text(data, "displaymatrix")).FirstOrDefault(matrix => matrix is not null)
        : null;

    private static bool IsCover(JsonElement stream) => stream.TryGetProperty("disposition", out var kind) && Number(kind, "attached_pic") == 1;

    /// <summary>In MP4, the text of chapters is a stream; it is written anew with the chapters.</summary>
    private static bool IsChapterText(JsonElement stream) => Text(stream, "codec_name") == "bin_data" && Text(stream, "codec_tag_string") == "text";

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What the program said, without the address that the sentence names already.</summary>
    private static string Words(string said, string path) => said.Replace($"file:{path}: ", "", StringComparison.Ordinal) is { Length: > 0 } words ? words : "no reason was given";
}
