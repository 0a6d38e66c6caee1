namespace P2IKT.Live.Deblur.Quality;

/// <summary>
/// Tells whether something happens more often than is allowed, however thinly spread: a cumulative sum of what exceeds that share (Page,
/// "Continuous inspection schemes", Biometrika 41, 1954). The further beyond the share, the sooner it is full.
/// </summary>
/// <param name="allowed">Share that is allowed, 0 to 1.</param>
/// <param name="limit">Where it is full.</param>
internal struct ExcessSum(double allowed, double limit)
{
    private double _sum;

    /// <summary>Whether it has happened too often.</summary>
    public readonly bool IsFull => _sum >= limit;

    /// <summary>Notes one case.</summary>
    public void Add(bool hasHappened) => _sum = Math.Clamp(_sum + (hasHappened ? 1 : 0) - allowed, 0, limit);

    /// <summary>Begins anew.</summary>
    public void Clear() => _sum = 0;
}
