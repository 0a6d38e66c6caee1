namespace P2IKT.Live.Recording.Clips;

/// <summary>What became of the frames while a clip was recorded.</summary>
public sealed record ClipCounts
{
    /// <summary>Frames in the clip, repeated ones included.</summary>
    public long Written { get; init; }

    /// <summary>Of those, how many repeat the frame before: the stream was slower than the clip's rate there.</summary>
    public long Duplicated { get; init; }

    /// <summary>Deblurred frames left out because another one had their time slot: the stream was faster there.</summary>
    public long Surplus { get; init; }

    /// <summary>Deblurred frames lost because the encoder or disk could not follow.</summary>
    public long Dropped { get; init; }
}
