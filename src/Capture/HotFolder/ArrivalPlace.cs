namespace P2IKT.Live.Capture.HotFolder;

/// <summary>A still's place in the order of arrival.</summary>
/// <param name="Listing">Number of the listing that found it, or would have, had it been a snapshot of the folder.</param>
/// <param name="Entry">As it was found.</param>
internal readonly record struct ArrivalPlace(long Listing, StillEntry Entry)
{
    /// <summary>Below zero when <paramref name="a"/> comes first.</summary>
    public static int Compare(ArrivalPlace a, ArrivalPlace b) =>
        a.Listing != b.Listing ? a.Listing.CompareTo(b.Listing) : StillEntry.ByArrival(a.Entry, b.Entry);
}
