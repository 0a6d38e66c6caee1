namespace P2IKT.Live.Recording.Clips;

/// <summary>The state of the recorder: what the page shows and <c>GET /api/recording</c> answers.</summary>
public sealed record RecorderState
{
    /// <summary>Whether a clip is being recorded, closed, or neither.</summary>
    public RecorderPhase Phase { get; init; }

    /// <summary>The folder that clips go to.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// File name of the clip being recorded, or of the last one; null before the first, and when the last recording has no clip.
    /// </summary>
    public string? Clip { get; init; }

    /// <summary>Length of the clip so far, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Size of the clip so far, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What became of the frames of the clip so far.</summary>
    public ClipCounts Frames { get; init; } = new();

    /// <summary>Marks set in the clip so far.</summary>
    public int Marks { get; init; }

    /// <summary>Bytes free for clips where they go; null when the system does not report it.</summary>
    public long? DiskFree { get; init; }

    /// <summary>
    /// Seconds for which that is enough at the rate of the clip being recorded; null while none is recorded, or in its first second.
    /// </summary>
    public double? DiskSecondsLeft { get; init; }

    /// <summary>Pre-roll in seconds: how long before its start a clip begins.</summary>
    public double PreRollSeconds { get; init; }

    /// <summary>Whether the source's own picture is recorded beside.</summary>
    public bool KeepsSource { get; init; }

    /// <summary>The text of the last notice since the start of the recording; null when there is none.</summary>
    public string? Message { get; init; }
}
