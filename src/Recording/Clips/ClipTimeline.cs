namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Parallel lists, one entry a frame of the clip: compact, and quick to draw. A blur radius is -1 where none was measured, as in frames
/// that no network has seen; older sidecars have 0 there.
/// </summary>
public sealed record ClipTimeline
{
    /// <summary>
    /// When the frame was captured, in tenths of a millisecond since the clip's first frame; a repeated frame repeats it.
    /// </summary>
    public IReadOnlyList<long> Captured { get; init; } = [];

    /// <summary>Median blur radius over the picture, in hundredths of a pixel.</summary>
    public IReadOnlyList<int> Median { get; init; } = [];

    /// <summary>Blur radius that the sharpest tenth of the picture stays below, in hundredths of a pixel.</summary>
    public IReadOnlyList<int> Sharpest { get; init; } = [];

    /// <summary>Median blur radius in the middle ninth of the picture, in hundredths of a pixel.</summary>
    public IReadOnlyList<int> Centre { get; init; } = [];

    /// <summary>What made the picture: an index into <see cref="ClipSidecar.Levels"/>. Empty in older sidecars.</summary>
    public IReadOnlyList<int> Level { get; init; } = [];

    /// <summary>
    /// How much of the picture held still and was refined in the background, in per cent. Empty in older sidecars.
    /// </summary>
    public IReadOnlyList<int> Refined { get; init; } = [];
}
