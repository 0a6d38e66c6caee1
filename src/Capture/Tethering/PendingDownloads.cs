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
    public HostMessage? Announce(HostMessage message)
    {
        _waiting.Add(message.Name!);
        return _card.Announce(message.Folder!, message.Name!) ? new HostMessage { Folder = message.Folder } : null;
    }

    /// <summary>The answer to a list.</summary>
    /// <returns>What is new on the card; null: nothing to look at.</returns>
    /// <param name="message">The folder, and what is in it; without names where it could not be listed.</param>
    /// <param name="givenUp">Whether nothing more is fetched from the card; <see cref="Problem"/> says why.</param>
    public CardNews? Listed(HostMessage message, out bool givenUp)
    {
        givenUp = false;
        if (message.Names is not { } names)
        {
            if (message.Command == Asked && _card.HasMissed)
            {
                GiveUp("The camera's card cannot be listed: pictures that were not downloaded are still on it; copy them from there.");
                givenUp = true;
            }
            return null;
        }
        var listing = new CardListing(
            message.Folder!, names, message.Folders ?? [], [.. (message.Files ?? []).Select(static file => (file.Name, file.Bytes))]);
        var news = message.Command == Asked ? _card.Answered(listing) : _card.Listed(listing);
        if (news is { IsAnotherCard: true })
        {
            GiveUp("The camera's card is another one, was erased, or is not recognised: what was taken while the camera was away is "
                + "not fetched; copy it from the card.");
            givenUp = true;
        }
        return news;
    }

    /// <summary>The orders that news of the card ask for: lists of new folders, and what is missing here.</summary>
    public static IEnumerable<(HostMessageType Type, HostMessage Message)> OrdersFor(CardNews news)
    {
        foreach (var folder in news.NewFolders)
            yield return (HostMessageType.List, new HostMessage { Folder = folder, Command = Asked });
        if (news.Missing.Count > 0)
            yield return (HostMessageType.Fetch, new HostMessage { Folder = news.Folder, Names = news.Missing });
    }

    /// <summary>A picture is saved. One that was given up before is no problem any more.</summary>
    public void OnSaved(HostMessage message)
    {
        _waiting.Remove(message.Name!);
        if (message.Folder is null || !_card.Fetched(message.Folder, message.Name!, message.Number))
            return;
        NotSaved--;
        if (_unsavedIsOnCard && !_card.HasMissed)
            Problem = null;
    }

    /// <summary>A picture was not saved; <see cref="HostMessage.Folder"/> says where on the card it still is.</summary>
    public void OnNotSaved(HostMessage message)
    {
        _waiting.Remove(message.Name ?? "");
        _unsavedIsOnCard = message.Folder is not null;
        if (!_unsavedIsOnCard || _card.Miss(message.Folder!, message.Name!))
            NotSaved++;
        Problem = message.Text!;
    }

    private void GiveUp(string why) => (Problem, _unsavedIsOnCard) = (why, false);
}
