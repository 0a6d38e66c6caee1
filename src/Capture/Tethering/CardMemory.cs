namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// What is known of a camera's card over its losses: which files of a folder were there before, and which came since. So what was taken
/// while the camera was away can be told from all that is older. Guarded by its owner.
/// </summary>
/// <remarks>
/// A card is recognised by files of known length. One that is not recognised is learned anew, and nothing is fetched from it.
/// </remarks>
internal sealed class CardMemory
{
    private readonly Dictionary<string, CardFolder> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _new = new(StringComparer.Ordinal); // folders that have come since, and are to be listed

    /// <summary>Whether a picture waits on the card that could not be fetched.</summary>
    public bool HasMissed => _folders.Values.Any(static folder => folder.Missed.Count > 0);

    /// <summary>The camera has reported a file, which will be fetched.</summary>
    /// <returns>Whether the folder is to be listed: the name was fetched before, so the card has been erased since.</returns>
    public bool Announce(string folder, string name)
    {
        var known = Of(folder);
        var isErased = known.Fetched.Contains(name);
        if (isErased)
            known.Forget();
        known.Older.Remove(name); // a list may be younger than the report
        known.Pending.Add(name);
        return isErased;
    }

    /// <summary>A file is on the disk.</summary>
    /// <returns>Whether it had been given up before.</returns>
    public bool Fetched(string folder, string name, long bytes)
    {
        var known = Of(folder);
        known.Pending.Remove(name);
        known.Fetched.Add(name);
        known.Prove(name, bytes);
        return known.Missed.Remove(name);
    }

    /// <summary>A file could not be fetched, and is still on the card.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Miss(string folder, string name)
    {
        var known = Of(folder);
        known.Pending.Remove(name);
        return known.Missed.Add(name);
    }

    /// <summary>The camera is lost without a word: whatever waited is missed.</summary>
    /// <returns>The names that were not missed before.</returns>
    public IReadOnlyList<string> MissAll()
    {
        var missed = new List<string>();
        foreach (var folder in _folders.Values)
        {
            missed.AddRange(folder.Pending.Where(folder.Missed.Add));
            folder.Pending.Clear();
            folder.Siblings.ExceptWith(_new); // they were never listed: they are new the next time, too
        }
        _new.Clear();
        return missed;
    }

    /// <summary>The camera is back: the folders to list, each with files whose lengths are wanted.</summary>
    public IReadOnlyList<(string Folder, IReadOnlyList<string> Proof)> CatchUp() =>
    [
        .. _folders.Select(static folder =>
            (folder.Key, (IReadOnlyList<string>)[.. folder.Value.Proof.Select(static file => file.Name)])),
    ];

    /// <summary>The host has listed a folder by itself, before the first file that it fetches from there.</summary>
    /// <returns>What follows; null: nothing does.</returns>
    public CardNews? Listed(CardListing listing)
    {
        var known = Of(listing.Folder);
        if (known.IsListed)
            return null;
        // A folder that another one of this session did not have beside it has only files of this session.
        var isNew = _folders.Values.Any(other => other.IsListed && other.IsBeside(listing) && !other.Siblings.Contains(listing.Folder));
        known.Begin(listing, isNew ? [] : listing.Names);
        return isNew ? new CardNews(listing.Folder, known.Unknown(listing.Names), []) : null;
    }

    /// <summary>The host has listed a folder that <see cref="CatchUp"/> or <see cref="CardNews.NewFolders"/> asked for.</summary>
    /// <returns>What follows; null: nothing does.</returns>
    public CardNews? Answered(CardListing listing)
    {
        var known = Of(listing.Folder);
        if (_new.Remove(listing.Folder))
        {
            if (!known.IsListed)
                known.Begin(listing, []);
            return new CardNews(listing.Folder, known.Unknown(listing.Names), []);
        }
        if (!listing.Files.Any(known.IsSame))
        {
            var fresh = _folders[listing.Folder] = new CardFolder();
            fresh.Pending.UnionWith(known.Pending);
            fresh.Begin(listing, listing.Names);
            return known.Proof.Count + known.Missed.Count == 0 ? null : new CardNews(listing.Folder, [], []) { IsAnotherCard = true };
        }
        var missing = known.Missing(listing.Names);
        var folders = listing.Siblings.Where(sibling => known.IsListed && !known.Siblings.Contains(sibling)).ToList();
        if (!known.IsListed)
            known.Begin(listing, listing.Names.Except(missing));
        known.Siblings.UnionWith(folders);
        folders.RemoveAll(sibling => _folders.GetValueOrDefault(sibling) is { IsListed: true });
        _new.UnionWith(folders);
        return new CardNews(listing.Folder, missing, folders);
    }

    private CardFolder Of(string folder) =>
        _folders.TryGetValue(folder, out var known) ? known : _folders[folder] = new CardFolder();
}
