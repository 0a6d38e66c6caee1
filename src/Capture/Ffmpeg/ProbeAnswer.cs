using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Frames;
using static P2IKT.Live.Capture.Ffmpeg.ProbeJson;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>Reads the JSON in which <c>ffprobe</c> describes a file.</summary>
internal static class ProbeAnswer
{
    private static readonly string[] AlphaFormats = ["yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "ayuv", "vuya"];

    /// <summary>What encoding leaves out, and is worth a word, by the names that FFmpeg gives it.</summary>
    private static readonly string?[] LostSideData =
        ["Stereo 3D", "Spherical Mapping", "Mastering display metadata", "Content light level metadata", "Ambient viewing environment",
            "DOVI configuration record"];

    /// <summary>What <c>ffprobe</c> said about streams and format.</summary>
    /// <exception cref="CaptureException">It holds no moving picture, or is not such an answer.</exception>
    public static VideoInfo Describe(string path, ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return Describe(path, json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter: half a surrogate pair
        {
            throw new CaptureException(
                $"'{path}' cannot be read as a video: the program ffprobe did not answer as it should; install it again.", fault);
        }
    }

    /// <summary>
    /// From the last packets: the frame that is shown last, and when it ends; null when its duration is the usual one or unknown.
    /// </summary>
    public static (long Time, long End)? LastOf(ReadOnlyMemory<byte> answer, VideoInfo video)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            (long Time, long End)? last = null;
            foreach (var packet in Items(json.RootElement, "packets"))
            {
                if (Text(packet, "flags")?.Contains('D', StringComparison.Ordinal) == true) // left out by an edit list
                    continue;
                if (Number(packet, "pts") is { } time && (last is null || time > last.Value.Time))
                    last = ((long)time, (long)(time + (Number(packet, "duration") ?? 0)));
            }
            if (last is not { } found)
                return null;
            found.End = video.PictureEnd ?? found.End; // with B-frames, a packet's duration is that of its place in the file
            return found.End - found.Time is >= 1 and var shown && Math.Abs(shown - video.UsualTicks) * 4 > video.UsualTicks ? found : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static VideoInfo Describe(string path, JsonElement file)
    {
        List<JsonElement> streams = [.. Items(file, "streams").Where(stream => Number(stream, "index") is >= 0 and < int.MaxValue)];
        var at = streams.FindIndex(stream => Text(stream, "codec_type") == "video" && !IsCover(stream));
        if (at < 0)
            throw new CaptureException($"'{path}' holds no video stream: there is nothing to deblur in it.");
        var video = streams[at];
        var (coded, pixels) = FramesOf(path, video);
        var turned = SideData(video) is { } matrix ? Orientation.Of(matrix) : Orientation.Upright;
        var shape = Rational.Parse(Text(video, "sample_aspect_ratio"));
        var format = Member(file, "format");
        var (name, fileStart) = (Text(format, "format_name") ?? "", Number(format, "start_time") ?? 0);
        var clock = VideoClock.Of(name, fileStart);
        var start = Number(video, "start_time") ?? 0;
        var pictures = DurationOf(video, name, start);
        var alphaDecoder = AlphaDecoderOf(video);
        return new VideoInfo
        {
            Path = path,
            CodedSize = coded,
            Size = turned.SwapsSides ? new FrameSize(coded.Height, coded.Width) : coded,
            Index = Index(video),
            TimeBase = Rational.Parse(Text(video, "time_base")) is { IsKnown: true } tick ? tick : new Rational(1, 90_000),
            FrameRate = Rational.Parse(Text(video, "avg_frame_rate")) is { IsKnown: true } average
                ? average
                : Rational.Parse(Text(video, "r_frame_rate")),
            PixelShape = turned.SwapsSides ? shape.Inverse : shape,
            Colour = VideoColour.Of(
                Text(video, "color_space"), Text(video, "color_primaries"), Text(video, "color_transfer"), Text(video, "color_range"),
                pixels, coded.Height),
            Orientation = turned,
            HasAlpha = alphaDecoder is not null || AlphaFormats.Any(format => pixels.StartsWith(format, StringComparison.Ordinal)),
            AlphaDecoder = alphaDecoder,
            Clock = clock,
            Start = start - (clock.BeginsAtZero ? fileStart : 0),
            Duration = pictures ?? Number(format, "duration"),
            PictureDuration = pictures,
            PictureEnd = Number(video, "start_pts") is { } first && Number(video, "duration_ts") is > 0 and var ticks
                ? (long)(first + ticks)
                : null,
            HasDurations = name.StartsWith("mov,", StringComparison.Ordinal) || name.StartsWith("matroska,", StringComparison.Ordinal),
            HasQuickTimeKeys = Members(format, "tags").Any(tag => tag.Name.StartsWith("com.", StringComparison.Ordinal)),
            Others = [.. OtherTracks(file, video, streams.Where((_, i) => i != at))],
            Notices = [.. Notices(path, video, pixels, turned)],
        };
    }

    /// <summary>The size of the frames, and their pixel format.</summary>
    private static (FrameSize Coded, string Pixels) FramesOf(string path, JsonElement video)
    {
        if (Text(video, "pix_fmt") is not { } pixels || !Size(video, out var coded))
        {
            throw new CaptureException(
                $"'{path}' holds no frame that can be decoded ({Text(video, "codec_name") ?? "unknown codec"}): it is empty or broken, or "
                    + "this ffmpeg lacks the decoder.");
        }
        if (coded.Pixels > VideoProbe.MaxPixels)
        {
            throw new CaptureException(
                $"'{path}' claims frames of {coded}, and more than {VideoProbe.MaxPixels / 1_000_000} megapixels are not decoded: scale it "
                    + "down with ffmpeg first.");
        }
        return (coded, pixels);
    }

    /// <summary>
    /// The duration of the pictures; null where only that of the file is known. An ASF states the length of the file for each stream.
    /// Matroska's tag states the time of the end, or a duration: the lesser counts.
    /// </summary>
    private static double? DurationOf(JsonElement video, string format, double start)
    {
        var tagged = Seconds(Text(Member(video, "tags"), "DURATION")) - Math.Max(0, start);
        return (format == "asf" ? null : Number(video, "duration")) ?? (tagged > 0 ? tagged : null);
    }

    /// <summary>The decoders of FFmpeg's own leave the second stream aside that holds the alpha of VP8 and VP9.</summary>
    private static string? AlphaDecoderOf(JsonElement video) => Text(Member(video, "tags"), "alpha_mode") != "1"
        ? null
        : Text(video, "codec_name") switch { "vp8" => "libvpx", "vp9" => "libvpx-vp9", _ => null };

    private static IEnumerable<ExtraTrack> OtherTracks(JsonElement file, JsonElement video, IEnumerable<JsonElement> others)
    {
        // A transport stream may carry several programs, each with its clock.
        var program = Items(file, "programs").Select(p => Items(p, "streams").Select(Index).ToHashSet())
            .FirstOrDefault(p => p.Contains(Index(video)));
        return from stream in others
               where !IsChapterText(stream)
               select new ExtraTrack(Index(stream), Text(stream, "codec_type") ?? "data", Text(stream, "codec_name") ?? "unknown")
               {
                   IsCover = IsCover(stream),
                   IsTimecode = Text(stream, "codec_tag_string") == "tmcd" && KeepsTimecode(video),
                   IsOfAnotherProgram = program?.Contains(Index(stream)) == false,
                   SampleFormat = Number(stream, "sample_rate") > 0 ? Text(stream, "sample_fmt") ?? "" : "",
               };
    }

    private static IEnumerable<Notice> Notices(string path, JsonElement video, string pixels, Orientation turned)
    {
        if (Number(video, "bits_per_raw_sample") is > 8 || pixels.EndsWith("le", StringComparison.Ordinal)
            || pixels.EndsWith("be", StringComparison.Ordinal))
            yield return Notice.Warning("video-bit-depth",
                $"'{path}' has more than 8 bits a sample ({pixels}): 8 of them go through the network, and the copy has no more.");
        if (Text(video, "field_order") is "tt" or "bb" or "tb" or "bt")
            yield return Notice.Warning("video-interlaced",
                $"'{path}' is interlaced: its fields are deblurred two at a time as one picture; deinterlace it first "
                    + "for a better result.");
        if (Number(video, "closed_captions") is 1)
            yield return Notice.Warning("video-captions", $"'{path}' has closed captions inside its pictures: the copy has none.");
        foreach (var extra in Items(video, "side_data_list").Select(data => Text(data, "side_data_type"))
            .Where(type => LostSideData.Contains(type)).Distinct())
            yield return Notice.Warning("video-side-data", $"'{path}' carries what players use to show it ({extra}): the copy does not.");
        if (!turned.IsUnderstood)
            yield return Notice.Warning("video-rotation", $"'{path}' asks to be shown at an odd angle: the copy does not.");
    }

    private static bool Size(JsonElement video, out FrameSize size)
    {
        size = default;
        if (Number(video, "width") is not (>= 1 and <= FrameSize.MaxSide and var width)
            || Number(video, "height") is not (>= 1 and <= FrameSize.MaxSide and var height))
            return false;
        size = new FrameSize((int)width, (int)height);
        return true;
    }

    /// <summary>The display matrix, if the stream has one.</summary>
    private static string? SideData(JsonElement video) =>
        Items(video, "side_data_list").Select(data => Text(data, "displaymatrix")).FirstOrDefault(matrix => matrix is not null);

    private static bool IsCover(JsonElement stream) => Number(Member(stream, "disposition"), "attached_pic") == 1;

    /// <summary>
    /// Whether muxers make the track of numbers anew: numbers that are left out ("01:02:03;04") they know only at 30 and 60 frames a
    /// second.
    /// </summary>
    private static bool KeepsTimecode(JsonElement video) => Text(Member(video, "tags"), "timecode") is { } first
        && (!first.Contains(';', StringComparison.Ordinal) || Rational.Parse(Text(video, "avg_frame_rate")) is { IsKnown: true } rate
        && Math.Round(rate.Value) is 30 or 60);

    /// <summary>In MP4, the text of chapters is a stream; it is written anew with the chapters.</summary>
    private static bool IsChapterText(JsonElement stream) =>
        Text(stream, "codec_name") == "bin_data" && Text(stream, "codec_tag_string") == "text";

    private static int Index(JsonElement stream) => (int)(Number(stream, "index") ?? 0);

    /// <summary>"00:01:02.080000000", as Matroska's tags state a duration.</summary>
    private static double? Seconds(string? text) =>
        text?.Split(':') is [var hours, var minutes, var seconds]
            && int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s)
            ? (h * 3600.0) + (m * 60) + s : null;
}
