namespace P2IKT.Live.Preview.Status;

/// <summary>What became of the frames since the start.</summary>
public sealed record FrameCounts
{
    /// <summary>Delivered by the camera.</summary>
    public long Captured { get; init; }

    /// <summary>Deblurred.</summary>
    public long Deblurred { get; init; }

    /// <summary>Dropped before they were deblurred.</summary>
    public long Dropped { get; init; }

    /// <summary>Not deblurred because nobody wanted to see or keep them: captured = deblurred + dropped + idle.</summary>
    public long Idle { get; init; }

    /// <summary>Came damaged from the camera, and were left out.</summary>
    public long Broken { get; init; }

    /// <summary>Acknowledged by viewers as presented, summed over viewers.</summary>
    public long Presented { get; init; }

    /// <summary>Written to a clip.</summary>
    public long Recorded { get; init; }
}
