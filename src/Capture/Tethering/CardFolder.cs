namespace P2IKT.Live.Capture.Tethering;

/// <summary>What <see cref="CardMemory"/> knows of a folder.</summary>
internal sealed class CardFolder
{
    /// <summary>By so many files of known length a card is recognised, at most: the newest.</summary>
    public const int MostProof = 8;

    /// <summary>Whether <see cref="Older"/> and <see cref="Siblings"/> are known.</summary>
    public bool IsListed { get; private set; }

    /// <summary>Files that were there before the first that was fetched.</summary>
    public HashSet<string> Older { get; } = new(StringComparer.Ordinal);

    /// <summary>The folders beside it that were there then, itself among them; paths.</summary>
    public HashSet<string> Siblings { get; } = new(StringComparer.Ordinal);

    /// <summary>Reported, and neither fetched nor missed.</summary>
    public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>On the disk.</summary>
    public HashSet<string> Fetched { get; } = new(StringComparer.Ordinal);

    /// <summary>Reported, and still on the card.</summary>
    public HashSet<string> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>The newest files of known length.</summary>
    public List<(string Name, long Bytes)> Proof { get; } = [];

    /// <summary>Learns what is there.</summary>
    /// <param name="listing">The folder.</param>
    /// <param name="older">The files that are not of this session.</param>
    public void Begin(CardListing listing, IEnumerable<string> older)
    {
        IsListed = true;
        Older.UnionWith(older.Where(IsUnknown));
        Siblings.UnionWith(listing.Siblings);
        if (Proof.Count > 0)
            return;
        foreach (var (name, bytes) in listing.Files)
            Prove(name, bytes);
    }

    /// <summary>The card was erased: names begin again.</summary>
    public void Forget()
    {
        IsListed = false;
        Older.Clear();
        Fetched.Clear();
        Missed.Clear();
        Proof.Clear();
    }

    /// <summary>A length that is not known proves nothing.</summary>
    public void Prove(string name, long bytes)
    {
        if (bytes <= 0)
            return;
        Proof.RemoveAll(file => file.Name == name);
        Proof.Add((name, bytes));
        if (Proof.Count > MostProof)
            Proof.RemoveAt(0);
    }

    public bool IsSame((string Name, long Bytes) file) => Proof.Contains(file);

    /// <summary>Whether another folder lies in the same one.</summary>
    public bool IsBeside(CardListing listing) => Siblings.Overlaps(listing.Siblings);

    /// <summary>Files that nothing is known of.</summary>
    public IReadOnlyList<string> Unknown(IEnumerable<string> names) => [.. names.Where(IsUnknown)];

    /// <summary>Files that came while the camera was away, and those that were missed, with the other files of their shots.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> names)
    {
        var shots = Missed.Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        return [.. names.Where(name =>
            Missed.Contains(name) || (IsUnknown(name) && (IsListed || shots.Contains(Path.GetFileNameWithoutExtension(name)))))];
    }

    private bool IsUnknown(string name) =>
        !Pending.Contains(name) && !Fetched.Contains(name) && !Missed.Contains(name) && !Older.Contains(name);
}
