using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>How clips are recorded; validated as it is made.</summary>
public sealed record ClipOptions
{
    /// <summary>The longest pre-roll: it is kept as whole frames in memory.</summary>
    public static readonly TimeSpan LongestPreRoll = TimeSpan.FromSeconds(30);

    /// <summary>The folder for clips that are begun without a path; made when the first one is.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder for such clips at this moment, within <see cref="Folder"/>; null: that one, always.</summary>
    public Func<string>? CurrentFolder { get; init; }

    /// <summary>The name of the next clip begun without one, without extension, asked once for each; null: one after the time.</summary>
    public Func<string?>? NextName { get; init; }

    /// <summary>Receives the full path of each clip when its files are complete; on a thread of the pool. It must not throw.</summary>
    public Action<string>? Closed { get; init; }

    /// <summary>How clips are compressed; H.264 by default.</summary>
    public VideoCodec Codec { get; init; } = VideoCodec.Find(VideoCodec.Default);

    /// <summary>Frames a second of a clip; null: the source's nominal rate.</summary>
    public double? FramesPerSecond
    {
        get;
        init
        {
            if (value is { } rate && !(rate is >= 1 and <= 240))
                throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 240 frames a second.");
            field = value;
        }
    }

    /// <summary>Whether the source's own picture is recorded beside, as CLIP.source.mp4.</summary>
    public bool KeepSource { get; init; }

    /// <summary>How long before its start a clip begins; 0 by default.</summary>
    public TimeSpan PreRoll
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LongestPreRoll);
            field = value;
        }
    }

    /// <summary>After this time, a second at least, a next clip goes on; null: never.</summary>
    public TimeSpan? SplitAfter
    {
        get;
        init
        {
            if (value is { } time)
                // Each clip has an encoder of its own.
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(1), nameof(value));
            field = value;
        }
    }

    /// <summary>Beyond this many bytes, 1,000,000 at least, a next clip goes on; null: never.</summary>
    public long? SplitBytes
    {
        get;
        init
        {
            if (value is { } bytes)
                ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1_000_000, nameof(value));
            field = value;
        }
    }

    /// <summary>Whether a clip begun with a path may replace a file of that name.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The video file that the stream is read from: no clip ever replaces it. Null: the stream comes from elsewhere.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The overlay that is drawn into the deblurred clip; null: none.</summary>
    public ClipOverlay? Overlay { get; init; }

    /// <summary>
    /// Deblurred frames that may wait for the encoder, beyond the pre-roll: half a second at 30 a second. What comes on top drops
    /// the oldest, and is counted.
    /// </summary>
    public int Depth { get; init; } = 15;

    /// <summary>How long the encoder may take for one frame before it counts as hung.</summary>
    public TimeSpan EncoderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where the recorder asks for frames: while it records, and always for a pre-roll. Null: the frames come in any case.
    /// </summary>
    public FrameDemand? Demand { get; init; }

    /// <summary>Full path of <c>ffmpeg</c>; null when it is not installed, and then no clip can be begun.</summary>
    public string? Program { get; init; } = FfmpegProgram.Path;

    /// <summary>Frames that the recorder may hold at once, for a source of this rate: pools need as many buffers for it.</summary>
    public int MaxHeldFrames(double framesPerSecond) => Depth + PreRollFrames(framesPerSecond) + 1; // one is being encoded

    internal string FolderNow => CurrentFolder?.Invoke() ?? Folder;

    internal int PreRollFrames(double framesPerSecond) =>
        (int)Math.Ceiling(PreRoll.TotalSeconds * FrameRate.Nearest(framesPerSecond).PerSecond);
}
