namespace P2IKT.Live.Deblur.Quality;

/// <summary>
/// How much of a frame the network sees, best first. On every rung the picture keeps its full size: the network's change of a reduced frame
/// is enlarged and added to the full one. The order is that of the measured gain (docs/performance.md).
/// </summary>
public enum QualityRung
{
    /// <summary>The frame as it is.</summary>
    Full,

    /// <summary>Three quarters of each side.</summary>
    ThreeQuarters,

    /// <summary>Half of each side.</summary>
    Half,

    /// <summary>A quarter of each side.</summary>
    Quarter,

    /// <summary>No network: the source is shown as it is, and no blur radius is known.</summary>
    Source,
}
