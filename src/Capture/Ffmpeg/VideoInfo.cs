
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>What a video file says about itself, as far as a true copy needs it.</summary>
public sealed record VideoInfo
{
    /// <summary>The file, a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Size of the frames as they are handed over: upright, in pixels.</summary>
    public required FrameSize Size { get; init; }

    /// <summary>Duration in seconds; null when the file does not say.</summary>
    public double? Duration { get; init; }

    /// <summary>What a user should know before the work begins, one sentence each.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Size of the frames as they are stored.</summary>
    public FrameSize CodedSize { get; init; }

    /// <summary>Number of the video's stream in the file.</summary>
    public int Index { get; init; }

    /// <summary>Seconds of a tick of its timestamps.</summary>
    public Rational TimeBase { get; init; } = new(1, 90_000);

    /// <summary>Frames a second, on average; unknown where the file does not say.</summary>
    public Rational FrameRate { get; init; }

    /// <summary>Width over height of a pixel, upright; unknown where the file does not say.</summary>
    public Rational PixelShape { get; init; }

    /// <summary>What its numbers mean.</summary>
    public VideoColour Colour { get; init; } = new();

    /// <summary>How its frames are turned.</summary>
    public Orientation Orientation { get; init; } = Orientation.Upright;

    /// <summary>Everything else in the file.</summary>
    public IReadOnlyList<ExtraTrack> Others { get; init; } = [];

    /// <summary>Whether it carries keys of QuickTime's own, which only MOV keeps, and only when asked to.</summary>
    public bool HasQuickTimeKeys { get; init; }

    /// <summary>How its times are read.</summary>
    public VideoClock Clock { get; init; } = VideoClock.Kept;

    /// <summary>Time of the first frame in seconds of that clock, as far as the file says.</summary>
    public double Start { get; init; }

    /// <summary>Duration of the pictures alone, in seconds; null where the file says only how long all of it is, sound included.</summary>
    public double? PictureDuration { get; init; }

    /// <summary>When the pictures end as the file says, in ticks of their time base; null where it does not say.</summary>
    internal long? PictureEnd { get; init; }

    /// <summary>Whether files of its kind say for how long each frame is shown.</summary>
    internal bool HasDurations { get; init; }

    /// <summary>
    /// The last frame, where the file says for how long it is shown, as one of variable frame rate may; ticks of its time base.
    /// </summary>
    public (long Time, long End)? LastFrame { get; init; }

    /// <summary>Whether its pixels say how far they cover what is behind them.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>The decoder that hands alpha over, where the usual one does not (VP8, VP9); null: the usual one does.</summary>
    public string? AlphaDecoder { get; init; }

    /// <summary>Ticks from a frame to the next one, on average; at least 1.</summary>
    public long UsualTicks => FrameRate.IsKnown ? Math.Max(1, (long)Math.Round(1 / (FrameRate.Value * TimeBase.Value))) : 1;
}
