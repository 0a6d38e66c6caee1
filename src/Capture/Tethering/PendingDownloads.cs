namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Pictures that have yet to come from a camera: those that its host announced, those that could not be downloaded, and those that were
/// taken while the camera was away.
/// </summary>
/// <remarks>Not thread-safe: <see cref="TetheredCamera"/> calls it within its lock.</remarks>
internal sealed class PendingDownloads
{
    private const int Asked = 1; // marks a list that was asked for
    private const int MostNames = 5; // in a sentence
    private readonly List<string> _waiting = []; // that the host downloads, or has yet to
    private readonly CardMemory _card = new();
    private bool _unsavedIsOnCard; // and is fetched when the camera is back

    /// <summary>How many the host downloads, or has yet to.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>How many were not saved, and have not come since.</summary>
    public long NotSaved { get; private set; }

    /// <summary>Why the last one was not saved; null once an order went well, or what was missed has come.</summary>
    public string? Problem { get; private set; }

    /// <summary>An order was carried out: its caller has seen what was reported before.</summary>
    public void Acknowledge() => Problem = null;

    /// <summary>The host has died, and another comes: what the old one announced is not downloaded.</summary>
    /// <returns>Whether there was any.</returns>
    public bool MissAnnounced()
    {
        _waiting.Clear();
        var missed = _card.MissAll();
        if (missed.Count == 0)
            return false;
        // Of a host that died: one that loses its camera reports each.
        var others = missed.Count > MostNames ? $" and {missed.Count - MostNames} more" : "";
        Problem = "Not downloaded, because the camera's driver has ended, and still on the camera's card: "
            + $"{string.Join(", ", missed.Take(MostNames))}{others}; they are fetched when the camera is back.";
        _unsavedIsOnCard = true;
        NotSaved += missed.Count;
        return true;
    }

    /// <summary>The camera is back: the lists that show what was taken meanwhile.</summary>
    public IEnumerable<HostMessage> ListsToAskFor() =>
        _card.CatchUp().Select(static asked => new HostMessage { Folder = asked.Folder, Names = asked.Proof, Command = Asked });

    /// <summary>The host has seen a picture on the card.</summary>
    /// <returns>The folder to list, where it is not known yet.</returns>
    public HostMessage? Announce(HostMessage note)
    {
        _waiting.Add(note.Name!);
        return _card.Announce(note.Folder!, note.Name!) ? new HostMessage { Folder = note.Folder } : null;
    }

    /// <summary>The answer to a list.</summary>
    /// <returns>What is new on the card; null: nothing to look at.</returns>
    /// <param name="note">The folder, and what is in it; without names where it could not be listed.</param>
    /// <param name="givenUp">Whether nothing more is fetched from the card; <see cref="Problem"/> says why.</param>
    public CardNews? Listed(HostMessage note, out bool givenUp)
    {
        givenUp = false;
        if (note.Names is not { } names)
        {
            if (note.Command == Asked && _card.HasMissed)
            {
                GiveUp("The camera's card cannot be listed: pictures that were not downloaded are still on it; copy them from there.");
                givenUp = true;
            }
            return null;
        }
        var listing = new CardListing(
            note.Folder!, names, note.Folders ?? [], [.. (note.Files ?? []).Select(static file => (file.Name, file.Bytes))]);
        var news = note.Command == Asked ? _card.Answered(listing) : _card.Listed(listing);
        if (news is { IsAnotherCard: true })
        {
            GiveUp("The camera's card is another one, was erased, or is not recognised: what was taken while the camera was away is "
                + "not fetched; copy it from the card.");
            givenUp = true;
        }
        return news;
    }

    /// <summary>The orders that news of the card ask for: lists of new folders, and what is missing here.</summary>
    public static IEnumerable<(HostMessageType Word, HostMessage Note)> OrdersFor(CardNews news)
    {
        foreach (var folder in news.NewFolders)
            yield return (HostMessageType.List, new HostMessage { Folder = folder, Command = Asked });
        if (news.Missing.Count > 0)
            yield return (HostMessageType.Fetch, new HostMessage { Folder = news.Folder, Names = news.Missing });
    }

    /// <summary>A picture is saved. One that was given up before is no problem any more.</summary>
    public void OnSaved(HostMessage note)
    {
        _waiting.Remove(note.Name!);
        if (note.Folder is null || !_card.Fetched(note.Folder, note.Name!, note.Number))
            return;
        NotSaved--;
        if (_unsavedIsOnCard && !_card.HasMissed)
            Problem = null;
    }

    /// <summary>A picture was not saved; <see cref="HostMessage.Folder"/> says where on the card it still is.</summary>
    public void OnNotSaved(HostMessage note)
    {
        _waiting.Remove(note.Name ?? "");
        _unsavedIsOnCard = note.Folder is not null;
        if (!_unsavedIsOnCard || _card.Miss(note.Folder!, note.Name!))
            NotSaved++;
        Problem = note.Text!;
    }

    private void GiveUp(string why) => (Problem, _unsavedIsOnCard) = (why, false);
}
