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
        var hasControl = role == AccessRole.Control;
        List<ListedViewer> leaving = [];
        lock (_gate)
        {
            var ahead = hasControl ? _waiting.FindIndex(static other => other.Role < AccessRole.Control) : -1;
            _waiting.Insert(ahead < 0 ? _waiting.Count : ahead, viewer);
            ReplaceStalled(leaving);
            if (hasControl && _waiting.Contains(viewer) && FindWatcher(_watching) is { } watcher)
                Replace(watcher, leaving);
            if (_waiting.Contains(viewer) && (!canWait || _waiting.Count > limits.MaxWaiting))
            {
                var refused = (canWait && hasControl ? FindWatcher(_waiting) : null) ?? viewer;
                _waiting.Remove(refused);
                leaving.Add(refused);
            }
            Announce();
        }
        var isAdded = !leaving.Remove(viewer);
        Close(leaving);
        return isAdded ? viewer : null;
    }

    /// <summary>Who stands in line gets the places of those that have stalled.</summary>
    public void ReplaceStalled()
    {
        List<ListedViewer> leaving = [];
        lock (_gate)
        {
            ReplaceStalled(leaving);
            Announce();
        }
        Close(leaving);
    }

    /// <summary>The viewers now: those that watch, oldest first, then the line.</summary>
    public IReadOnlyList<ViewerStatus> Report()
    {
        lock (_gate)
            return [.. _watching.Concat(_waiting).Select(static viewer => viewer.Status)];
    }

    /// <summary>The viewer has left: the next in line gets its place.</summary>
    public void Remove(ListedViewer viewer)
    {
        lock (_gate)
        {
            _watching.Remove(viewer);
            _waiting.Remove(viewer);
            Fill();
            Announce();
        }
    }

    private static ListedViewer? FindWatcher(List<ListedViewer> viewers) =>
        viewers.FindLast(static viewer => viewer.Role < AccessRole.Control);

    private static void Close(List<ListedViewer> leaving)
    {
        foreach (var viewer in leaving)
            viewer.Slot.Close();
    }

    /// <summary>Fills free places, then those of stalled viewers, from the line. Within the lock.</summary>
    private void ReplaceStalled(List<ListedViewer> leaving)
    {
        Fill();
        while (_waiting.Count > 0 && _watching.Find(viewer => viewer.Slot.IsStalled(limits.StallTimeout)) is { } stalled)
            Replace(stalled, leaving);
    }

    /// <summary>The next in line gets the place of this one. Within the lock.</summary>
    private void Replace(ListedViewer watching, List<ListedViewer> leaving)
    {
        _watching.Remove(watching);
        leaving.Add(watching);
        Fill();
    }

    /// <summary>Fills free places from the line. Within the lock.</summary>
    private void Fill()
    {
        while (_waiting.Count > 0 && _watching.Count < limits.MaxViewers)
        {
            _watching.Add(_waiting[0]);
            _waiting[0].MoveTo(0);
            _waiting.RemoveAt(0);
        }
    }

    /// <summary>Says to those in line where they stand. Within the lock.</summary>
    private void Announce()
    {
        for (var i = 0; i < _waiting.Count; i++)
            _waiting[i].MoveTo(i + 1);
    }
}
