namespace P2IKT.Live.Testing.Lens;

/// <summary>When a simulated camera says that a move of its lens is done.</summary>
public enum LensReport
{
    /// <summary>At once, while the lens still moves; what most makes do.</summary>
    Early,

    /// <summary>When the lens has come to rest.</summary>
    OnTime,

    /// <summary>Some time after the lens has come to rest: see <see cref="SimulatedLens.LateBy"/>.</summary>
    Late,
}
