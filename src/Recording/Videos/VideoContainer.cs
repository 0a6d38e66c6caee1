namespace P2IKT.Live.Recording.Videos;

/// <summary>A kind of file that videos are written to, known by the extension.</summary>
public sealed record VideoContainer
{
    private static readonly string[] Extensions = [".mp4", ".m4v", ".mov", ".mkv"];

    private VideoContainer(string extension) => Extension = extension;

    /// <summary>".mp4", ".m4v", ".mov" or ".mkv".</summary>
    public string Extension { get; }

    /// <summary>The name of its muxer in <c>ffmpeg</c>.</summary>
    internal string Muxer => Extension switch { ".mkv" => "matroska", ".mov" => "mov", _ => "mp4" };

    /// <summary>MP4 and MOV: time in ticks of a chosen clock, an index, subtitles of a kind of their own.</summary>
    internal bool IsMp4 => Extension != ".mkv";

    /// <summary>The one that a file name asks for.</summary>
    /// <exception cref="RecordingException">It is none that videos are written to, or cannot hold the codec.</exception>
    public static VideoContainer Of(string output, VideoCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return For(Path.GetExtension(output), codec)
            ?? throw new RecordingException($"'{output}' cannot hold {codec.Name}: end its name in {string.Join(" or ", codec.Extensions)}, or choose another --codec.");
    }

    /// <summary>A name for the result of a video: the extension stays where it can hold the codec, else it becomes the codec's usual one.</summary>
    public static string NameFor(string input, VideoCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return For(Path.GetExtension(input), codec) is null ? Path.ChangeExtension(input, codec.Extensions[0]) : input;
    }

    private static VideoContainer? For(string extension, VideoCodec codec)
    {
        var known = Extensions.FirstOrDefault(e => e.Equals(extension, StringComparison.OrdinalIgnoreCase));
        return known is not null && codec.Extensions.Contains(known == ".m4v" ? ".mp4" : known) ? new VideoContainer(known) : null;
    }
}
