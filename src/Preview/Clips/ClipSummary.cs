using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>A clip in the answer of <c>GET /api/clips</c>. Values that only a sidecar has are null for a clip without one.</summary>
internal sealed record ClipSummary
{
    /// <summary>File name of the clip.</summary>
    public required string Name { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>When its first frame was captured; without a sidecar, when the file was last written.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Length in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Width of the picture in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the picture in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Frames a second.</summary>
    public double? Fps { get; init; }

    /// <summary>Name of the codec, such as "h264".</summary>
    public string? Codec { get; init; }

    /// <summary>Whether common browsers play it; null when the codec is not known.</summary>
    public bool? Plays { get; init; }

    /// <summary>File name of the source video that was recorded beside it; null when it was not kept.</summary>
    public string? Source { get; init; }

    /// <summary>Name of the source of its frames: a camera or file.</summary>
    public string? Camera { get; init; }

    /// <summary>How it ended: stopped, split, diskFull, encoderLost, interrupted (its program died), or recording.</summary>
    public string? Ended { get; init; }

    /// <summary>Why it ended, one sentence; null when the user stopped it.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the sidecar cannot be used, one sentence; null when it can, or is missing.</summary>
    public string? Problem { get; init; }

    /// <summary>Places that the user marked.</summary>
    public IReadOnlyList<ClipMark> Marks { get; init; } = [];

    /// <summary>How many frames were written, dropped and repeated.</summary>
    public ClipCounts? Frames { get; init; }

    /// <summary>Describes a clip.</summary>
    /// <param name="clip">The file and its sidecar.</param>
    /// <param name="beingWritten">Whether it is being recorded now: the sidecar of a clip whose program died looks the same.</param>
    public static ClipSummary Of(ClipFile clip, bool beingWritten)
    {
        var summary = new ClipSummary
        {
            Name = clip.File.Name,
            Bytes = clip.File.Length,
            When = clip.Sidecar?.StartedAt ?? new DateTimeOffset(clip.File.LastWriteTimeUtc).ToLocalTime(),
            Source = clip.Source?.Name,
            Plays = PlaysInContainer(clip.File.Name) ? null : false,
            Ended = beingWritten ? "recording" : null,
            Problem = clip.Problem is { } problem ? $"What was written beside '{clip.File.Name}' cannot be used: {problem}." : null,
        };
        if (clip.Sidecar is not { } sidecar)
            return summary;
        var codec = VideoCodec.All.FirstOrDefault(codec => codec.Name == sidecar.Settings.Codec);
        return summary with
        {
            Seconds = sidecar.Frames.Written / sidecar.Settings.Fps is var seconds && double.IsFinite(seconds) ? seconds : null,
            Width = sidecar.Settings.Width,
            Height = sidecar.Settings.Height,
            Fps = sidecar.Settings.Fps,
            Codec = sidecar.Settings.Codec,
            Plays = summary.Plays ?? codec?.PlaysInBrowser,
            Camera = sidecar.Source.Name,
            Ended = beingWritten ? "recording" : Word(sidecar.Ended),
            Reason = sidecar.Reason,
            Marks = sidecar.Marks,
            Frames = sidecar.Frames,
        };
    }

    private static bool PlaysInContainer(string name) => !name.EndsWith(".mkv", StringComparison.OrdinalIgnoreCase);

    private static string Word(ClipEnding ending) => ending switch
    {
        ClipEnding.Recording => "interrupted",
        ClipEnding.DiskFull => "diskFull",
        ClipEnding.EncoderLost => "encoderLost",
        ClipEnding.Split => "split",
        _ => "stopped",
    };
}
