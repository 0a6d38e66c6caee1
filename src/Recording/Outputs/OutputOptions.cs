using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>Where the deblurred stream is sent to while it runs.</summary>
public sealed record OutputOptions
{
    /// <summary>The targets; none by default.</summary>
    public IReadOnlyList<OutputTarget> Targets { get; init; } = [];

    /// <summary>An H.264 encoder of <c>ffmpeg</c>: <c>h264</c> by default, or one in hardware.</summary>
    /// <exception cref="RecordingException">It makes something else, which receivers of streams do not play.</exception>
    public VideoCodec Codec
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.Name.StartsWith("h264", StringComparison.Ordinal))
            {
                throw new RecordingException(FaultKind.WrongUsage, $"A stream cannot be sent as {value.Name}: choose h264.")
                {
                    Subject = value.Name,
                    Setting = "codec",
                };
            }
            field = value;
        }
    } = VideoCodec.Find(VideoCodec.Default);

    /// <summary>Bits a second of a stream; null: by its size and rate, such as 3.3 million for 1280x720 at 30 fps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 100,000 or above 200 million.</exception>
    public int? BitRate
    {
        get;
        init
        {
            if (value is { } bits)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(bits, 100_000, nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 200_000_000, nameof(value));
            }
            field = value;
        }
    }
}
