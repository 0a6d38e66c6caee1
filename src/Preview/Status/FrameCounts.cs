namespace P2IKT.Live.Preview.Status;

/// <summary>Counts of frames since the start.</summary>
public sealed record FrameCounts
{
    /// <summary>Delivered by the camera.</summary>
    public long Captured { get; init; }

    /// <summary>Deblurred.</summary>
    public long Deblurred { get; init; }

    /// <summary>Dropped before they were deblurred.</summary>
    public long Dropped { get; init; }

    /// <summary>Not deblurred because no viewer or recorder wanted them: captured = deblurred + dropped + idle.</summary>
    public long Idle { get; init; }

    /// <summary>Damaged when they came from the camera, and left out.</summary>
    public long Broken { get; init; }

    /// <summary>Acknowledged by viewers as presented, summed over viewers.</summary>
    public long Presented { get; init; }

    /// <summary>Written to a clip.</summary>
    public long Recorded { get; init; }
}
