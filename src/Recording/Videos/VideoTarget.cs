using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Recording.Videos;

/// <summary>The copy of a video: its path, its compression, and its other streams.</summary>
internal sealed record VideoTarget
{
    /// <summary>The file to write, a full path; overwritten.</summary>
    public required string Path { get; init; }

    /// <summary>How it is compressed.</summary>
    public required VideoCodec Codec { get; init; }

    /// <summary>The container.</summary>
    public required VideoContainer Container { get; init; }

    /// <summary>Whether the frames have alpha, which the codec then holds.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Sound, subtitles, fonts.</summary>
    public IReadOnlyList<PassthroughStream> Passthrough { get; init; } = [];

    /// <summary>The pixel format for the encoder: the codec's own, but with chroma for every pixel where a side is odd.</summary>
    /// <exception cref="RecordingException">The encoder takes even sizes only.</exception>
    public string PixelFormat(VideoInfo video)
    {
        if ((video.Size.Width | video.Size.Height) % 2 == 0 || Codec.PixelFormat is not ("yuv420p" or "nv12"))
            return Codec.PixelFormat;
        return Codec.Encoder is "libx264" or "libx265"
            ? "yuv444p"
            : throw new RecordingException(
                $"'{video.Path}' has the odd size {video.Size}, which {Codec.Name} does not take: choose the codec h264 or ffv1.")
            {
                Subject = video.Path,
                Setting = "codec",
            };
    }

    /// <summary>The colour tags of the copy.</summary>
    public VideoColour Colour(VideoInfo video) => Codec.PixelFormat.Contains("bgr", StringComparison.Ordinal)
        || Codec.PixelFormat.Contains("rgb", StringComparison.Ordinal)
        ? video.Colour.ForRgb()
        : video.Colour.ForLumaAndChroma(limitedOnly: Codec.Encoder == "prores_ks");
}
