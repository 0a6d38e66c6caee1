namespace P2IKT.Live.Recording.Videos;

/// <summary>A container that videos are written to, known by its extension.</summary>
public sealed record VideoContainer
{
    private static readonly string[] Extensions = [".mp4", ".m4v", ".mov", ".mkv"];

    /// <summary>Where sound goes that MP4 does not hold: PCM from AVI, MXF and DV into MOV; Vorbis and WMA into Matroska.</summary>
    private static readonly Dictionary<string, string> Kin = new(StringComparer.OrdinalIgnoreCase)
    {
        [".avi"] = ".mov", [".mxf"] = ".mov", [".webm"] = ".mkv", [".ogv"] = ".mkv", [".wmv"] = ".mkv", [".asf"] = ".mkv", [".dv"] = ".mov",
            [".qt"] = ".mov",
    };

    private VideoContainer(string extension) => Extension = extension;

    /// <summary>".mp4", ".m4v", ".mov" or ".mkv".</summary>
    public string Extension { get; }

    /// <summary>The name of its muxer in <c>ffmpeg</c>.</summary>
    internal string Muxer => Extension switch { ".mkv" => "matroska", ".mov" => "mov", _ => "mp4" };

    /// <summary>MP4 and MOV: time in ticks of a chosen clock, an index, their own kind of subtitles.</summary>
    internal bool IsMp4 => Extension != ".mkv";

    /// <summary>The container for the extension of a file name.</summary>
    /// <exception cref="RecordingException">It is none that videos are written to, or cannot hold the codec.</exception>
    public static VideoContainer Of(string output, VideoCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return For(Path.GetExtension(output), codec)
            ?? throw new RecordingException(
                $"'{output}' cannot hold {codec.Name}: end its name in {string.Join(" or ", codec.Extensions)}, or choose another codec.")
            {
                Subject = output,
                Setting = "codec",
            };
    }

    /// <summary>
    /// A name for the result of a video: the extension stays where it can hold the codec. Else it becomes one that can, and that holds the
    /// sound which usually comes with the old one.
    /// </summary>
    public static string NameFor(string input, VideoCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var extension = Path.GetExtension(input);
        return For(extension, codec) is not null ? input
            : Path.ChangeExtension(input, Kin.TryGetValue(extension, out var kin) && codec.Extensions.Contains(kin) ? kin
                : codec.Extensions[0]);
    }

    private static VideoContainer? For(string extension, VideoCodec codec)
    {
        var known = Extensions.FirstOrDefault(e => e.Equals(extension, StringComparison.OrdinalIgnoreCase));
        return known is not null && codec.Extensions.Contains(known == ".m4v" ? ".mp4" : known) ? new VideoContainer(known) : null;
    }
}
