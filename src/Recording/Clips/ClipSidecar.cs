namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// What is known about a clip, written beside it as <c>CLIP.json</c>. While a clip is being recorded the file is replaced about once
/// a second, always by a whole one: whenever the program dies, what lies there is valid.
/// </summary>
public sealed record ClipSidecar
{
    /// <summary>Version of this format; raised when a reader of the last one would misread the file.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The clip's file name, without its folder.</summary>
    public required string Clip { get; init; }

    /// <summary>File name of the source's own picture, recorded beside it; null when that was not asked for.</summary>
    public string? SourceClip { get; init; }

    /// <summary>When the first frame was captured, in local time with its offset.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How it ended; <see cref="ClipEnding.Recording"/> in a file whose program died.</summary>
    public ClipEnding Ended { get; init; }

    /// <summary>What ended it, one sentence for the user; null for a stop that was asked for.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the frames came from.</summary>
    public required ClipSource Source { get; init; }

    /// <summary>The network that deblurred the first of them; see <see cref="Levels"/> for the others.</summary>
    public required ClipModel Network { get; init; }

    /// <summary>How it was recorded.</summary>
    public required ClipSettings Settings { get; init; }

    /// <summary>What became of the frames.</summary>
    public ClipCounts Frames { get; init; } = new();

    /// <summary>Places that the user marked, in order of time; chapters of the clip, too.</summary>
    public IReadOnlyList<ClipMark> Marks { get; init; } = [];

    /// <summary>
    /// Network and working size of the frames, such as "p2ikt-live-hq/threeQuarters", in the order in which they came;
    /// <see cref="ClipTimeline.Level"/> says which frame has which.
    /// </summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>One entry a frame of the clip, in order.</summary>
    public ClipTimeline Timeline { get; init; } = new();
}
