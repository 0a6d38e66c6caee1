using System.Diagnostics.CodeAnalysis;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// What has arrived, in which order, and what was dealt with: fed with listings of the folder, asked for the next still that
/// has looked the same for a while. Pure bookkeeping, for one thread; knows no clock and no file.
/// </summary>
/// <remarks>
/// A listing made while files arrive may have a later one and lack an earlier. The next listing, begun after it ended, has them all: so
/// what it finds that is older than the last one's newest takes its place among those, and a still is not yet to be handed out while
/// only the latest listing knows it (<see cref="IsFresh"/>).
/// </remarks>
/// <param name="stableFor">How long a still must look the same.</param>
internal sealed class ArrivalList(TimeSpan stableFor)
{
    private readonly Dictionary<string, Arrival> _known = new(StringComparer.Ordinal);
    private readonly SortedSet<Arrival> _waiting = new(Comparer<Arrival>.Create(static (a, b) => ArrivalPlace.Compare(a.Place, b.Place)));
    private long _listings;
    private StillEntry? _newest; // of those that the last listing found

    /// <summary>Stills that are yet to be dealt with.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether the still under this path is yet to be dealt with.</summary>
    public bool IsWaiting(string path) => _known.TryGetValue(path, out var arrival) && arrival.Waiting;

    /// <summary>When the next one is due; null when none waits.</summary>
    public TimeSpan? NextDue => _waiting.Count > 0 ? _waiting.Min(static a => a.DueAt) : null;

    /// <summary>Takes what is there now for dealt with: only what arrives or changes from here on counts.</summary>
    public void Ignore(IEnumerable<StillEntry> listing)
    {
        foreach (var entry in listing)
            _known[entry.Path] = new Arrival(entry);
    }

    /// <summary>Brings the list up to date.</summary>
    /// <param name="listing">All stills of the folder, in order of arrival.</param>
    /// <param name="whole">Whether what is missing is really gone.</param>
    /// <param name="now">On the source's clock.</param>
    public void Update(IReadOnlyCollection<StillEntry> listing, bool whole, TimeSpan now)
    {
        _listings++;
        StillEntry? newest = null;
        Arrival? missed = null; // the first that the last listing should have had
        foreach (var entry in listing)
        {
            if (!_known.TryGetValue(entry.Path, out var arrival))
            {
                _known[entry.Path] = arrival = new Arrival(entry);
                var isMissed = _newest is { } before && StillEntry.ByArrival(entry, before) < 0;
                Enqueue(arrival, isMissed ? _listings - 1 : _listings, now);
                missed ??= isMissed ? arrival : null;
                newest = entry;
            }
            else
            {
                Observe(arrival, entry, now);
            }
            arrival.SeenIn = _listings;
        }
        _newest = newest;
        if (missed is not null)
            Defer(missed);
        if (!whole)
            return;
        // What was dealt with stays known though it is missing: a network drive that drops out and comes back must not bring
        // all its stills a second time.
        foreach (var gone in _waiting.Where(a => a.SeenIn < _listings).ToList())
            Remove(gone);
    }

    /// <summary>The first still, in order of arrival, that is due; one that is not yet complete holds up nobody.</summary>
    public bool TryNext(TimeSpan now, [NotNullWhen(true)] out Arrival? next)
    {
        next = _waiting.FirstOrDefault(a => a.DueAt <= now);
        return next is not null;
    }

    /// <summary>Whether only the latest listing knows it: the next one may know of an earlier.</summary>
    public bool IsFresh(Arrival arrival) => arrival.Place.Listing == _listings;

    /// <summary>A closer look at one file; true when it is still what it was.</summary>
    public bool Confirm(Arrival arrival, StillEntry? seen, TimeSpan now)
    {
        if (seen is not { } entry)
        {
            Remove(arrival);
            return false;
        }
        var same = entry.SameContentAs(arrival.Entry);
        Observe(arrival, entry, now);
        return same;
    }

    /// <summary>It is dealt with, until its content changes.</summary>
    public void Finish(Arrival arrival)
    {
        _waiting.Remove(arrival);
        (arrival.Waiting, arrival.Replaced) = (false, true);
    }

    /// <summary>It is tried again, no sooner than this; it keeps its place.</summary>
    public static void Postpone(Arrival arrival, TimeSpan until)
    {
        arrival.Tries++;
        arrival.DueAt = until;
    }

    /// <summary>What the last listing found, and belongs after this one, comes after this one is stable.</summary>
    private void Defer(Arrival missed)
    {
        foreach (var later in _waiting.Where(
            a => a.Place.Listing == missed.Place.Listing && ArrivalPlace.Compare(a.Place, missed.Place) > 0))
            later.DueAt = later.DueAt > missed.DueAt ? later.DueAt : missed.DueAt;
    }

    private void Observe(Arrival arrival, StillEntry entry, TimeSpan now)
    {
        // A file that went and came back with the same length and date is the same one, unless it was created anew.
        var returned = !arrival.Waiting && arrival.SeenIn < _listings - 1;
        var same = entry.SameContentAs(arrival.Entry) && !(returned && entry.CreatedAt > arrival.Entry.CreatedAt);
        arrival.Entry = entry;
        if (same)
            return;
        if (!arrival.Waiting)
            Enqueue(arrival, _listings, now);
        MarkStable(arrival, now);
    }

    private void Enqueue(Arrival arrival, long listing, TimeSpan now)
    {
        arrival.Place = new ArrivalPlace(listing, arrival.Entry);
        arrival.Waiting = true;
        _waiting.Add(arrival);
        MarkStable(arrival, now);
    }

    private void MarkStable(Arrival arrival, TimeSpan now)
    {
        arrival.StableSince = now;
        arrival.DueAt = now + stableFor;
        (arrival.Tries, arrival.Reported) = (0, false);
    }

    private void Remove(Arrival arrival)
    {
        _waiting.Remove(arrival);
        _known.Remove(arrival.Path);
    }
}
