namespace P2IKT.Live.Capture;

/// <summary>The sources that a provider can open now.</summary>
/// <param name="Found">The sources; empty when there are none, or the provider cannot search.</param>
/// <param name="Reason">Why there are none, and what to do about it; null when there are some, or the provider does not search.</param>
public sealed record SourceListing(IReadOnlyList<SourceEntry> Found, string? Reason = null)
{
    /// <summary>The listing of a provider that does not search.</summary>
    public static SourceListing Empty { get; } = new([]);
}
