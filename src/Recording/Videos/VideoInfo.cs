using P2IKT.Live.Capture;

namespace P2IKT.Live.Recording.Videos;

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
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Size of the frames as they are stored.</summary>
    internal FrameSize CodedSize { get; init; }

    /// <summary>Number of the video's stream in the file.</summary>
    internal int Index { get; init; }

    /// <summary>Seconds of a tick of its timestamps.</summary>
    internal Rational TimeBase { get; init; } = new(1, 90_000);

    /// <summary>Frames a second, on average; unknown where the file does not tell.</summary>
    internal Rational FrameRate { get; init; }

    /// <summary>Width over height of a pixel, upright; unknown where the file does not tell.</summary>
    internal Rational PixelShape { get; init; }

    /// <summary>What its numbers mean.</summary>
    internal VideoColour Colour { get; init; } = new();

    /// <summary>How its frames are turned.</summary>
    internal Orientation Orientation { get; init; } = Orientation.Upright;

    /// <summary>Everything else in the file.</summary>
    internal IReadOnlyList<ExtraStream> Others { get; init; } = [];

    /// <summary>Whether it carries keys of QuickTime's own, which only MOV keeps, and only when asked to.</summary>
    internal bool HasQuickTimeKeys { get; init; }

    /// <summary>Time of the first frame in seconds, as far as the file tells.</summary>
    internal double Start { get; init; }

    /// <summary>Ticks from a frame to the next one, on average; at least 1.</summary>
    internal long UsualTicks => FrameRate.IsKnown ? Math.Max(1, (long)Math.Round(1 / (FrameRate.Value * TimeBase.Value))) : 1;
}
