using System.Net;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// The viewers: those that watch, and those in line for a place, both at most as many as the limits say. Where all places are taken, a
/// viewer gets the place of one that has stalled; one with control also that of the newest that only watches, and it goes ahead in the
/// line. So nobody who watches can lock the photographer out. Thread-safe.
/// </summary>
internal sealed class ViewerList(ViewerLimits limits)
{
    private readonly Lock _gate = new();
    private readonly List<ListedViewer> _watching = []; // oldest first
    private readonly List<ListedViewer> _waiting = []; // those with control first, then as they came

    /// <summary>How many watch.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _watching.Count;
        }
    }

    /// <summary>Adds a viewer until the result is disposed; null when there is no place for it, nor in the line.</summary>
    /// <param name="slot">Where its frames come from; closed when another viewer takes its place.</param>
    /// <param name="address">Its address.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="page">What it shows.</param>
    /// <param name="canWait">Whether it may stand in line: <see cref="ListedViewer.LinesAsync"/>.</param>
    public ListedViewer? TryAdd(ViewerSlot slot, IPAddress address, AccessRole role, string page, bool canWait)
    {
        var viewer = new ListedViewer(this, slot, address, role, page);
        ListedViewer? replaced = null;
        lock (_gate)
        {
            if (_watching.Count < limits.MaxViewers)
            {
                _watching.Add(viewer);
                return viewer;
            }
            replaced = FindStalled() ?? (role == AccessRole.Control ? FindWatcher(_watching) : null);
            if (replaced is not null)
            {
                _watching.Remove(replaced);
                _waiting.Insert(0, viewer);
            }
            else if (canWait && limits.MaxWaiting > 0)
            {
                if (_waiting.Count >= limits.MaxWaiting && (replaced = role == AccessRole.Control ? FindWatcher(_waiting) : null) is null)
                    return null;
                if (replaced is not null)
                    _waiting.Remove(replaced);
                var ahead = role == AccessRole.Control ? _waiting.FindIndex(static other => other.Role < AccessRole.Control) : -1;
                _waiting.Insert(ahead < 0 ? _waiting.Count : ahead, viewer);
            }
            else
            {
                return null;
            }
            Advance();
        }
        replaced?.Slot.Close();
        return viewer;
    }

    /// <summary>Who stands in line gets the places of those that have stalled.</summary>
    public void ReplaceStalled()
    {
        List<ListedViewer> replaced = [];
        lock (_gate)
        {
            while (replaced.Count < _waiting.Count && FindStalled() is { } stalled)
            {
                _watching.Remove(stalled);
                replaced.Add(stalled);
            }
            Advance();
        }
        foreach (var viewer in replaced)
            viewer.Slot.Close();
    }

    /// <summary>The viewers now: those that watch, oldest first, then the line.</summary>
    public IReadOnlyList<ViewerStatus> Report()
    {
        lock (_gate)
            return [.. _watching.Concat(_waiting).Select(static viewer => viewer.Status)];
    }

    /// <summary>The viewer has left: whoever is next in line gets its place.</summary>
    public void Remove(ListedViewer viewer)
    {
        lock (_gate)
        {
            _watching.Remove(viewer);
            _waiting.Remove(viewer);
            Advance();
        }
    }

    private ListedViewer? FindStalled() => _watching.Find(viewer => viewer.Slot.IsStalled(limits.StallTimeout));

    private static ListedViewer? FindWatcher(List<ListedViewer> viewers) => viewers.FindLast(static viewer => viewer.Role < AccessRole.Control);

    /// <summary>Fills free places from the line, and says to the others where they stand. Within the lock.</summary>
    private void Advance()
    {
        while (_waiting.Count > 0 && _watching.Count < limits.MaxViewers)
        {
            _watching.Add(_waiting[0]);
            _waiting[0].MoveTo(0);
            _waiting.RemoveAt(0);
        }
        for (var i = 0; i < _waiting.Count; i++)
            _waiting[i].MoveTo(i + 1);
    }
}
