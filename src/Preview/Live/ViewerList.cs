using System.Diagnostics;
using System.Net;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// The viewers that are attached, at most as many as the limits say. Where all places are taken, a new viewer gets the place of one that
/// has stalled; one with control also that of the newest that only watches. So nobody who watches can lock the photographer out.
/// Thread-safe.
/// </summary>
internal sealed class ViewerList(ViewerLimits limits)
{
    private readonly Lock _gate = new();
    private readonly List<Viewer> _viewers = []; // oldest first

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _viewers.Count;
        }
    }

    /// <summary>Adds a viewer until the result is disposed; null when there is no place for it.</summary>
    /// <param name="slot">Where its frames come from; closed when another viewer takes its place.</param>
    /// <param name="address">Its address.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="page">What it shows.</param>
    public IDisposable? TryAdd(ViewerSlot slot, IPAddress address, AccessRole role, string page)
    {
        var viewer = new Viewer(this, slot, address, role, page);
        Viewer? replaced = null;
        lock (_gate)
        {
            if (_viewers.Count >= limits.MaxViewers)
            {
                replaced = _viewers.Find(other => other.Slot.IsStalled(limits.StallTimeout))
                    ?? (role == AccessRole.Control ? _viewers.FindLast(static other => other.Role < AccessRole.Control) : null);
                if (replaced is null)
                    return null;
                _viewers.Remove(replaced);
            }
            _viewers.Add(viewer);
        }
        replaced?.Slot.Close();
        return viewer;
    }

    /// <summary>The viewers now, oldest first.</summary>
    public IReadOnlyList<ViewerStatus> Report()
    {
        lock (_gate)
            return [.. _viewers.Select(static viewer => viewer.Status)];
    }

    private sealed class Viewer(ViewerList list, ViewerSlot slot, IPAddress address, AccessRole role, string page) : IDisposable
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public ViewerSlot Slot => slot;

        public AccessRole Role => role;

        public ViewerStatus Status
        {
            get
            {
                var traffic = slot.Traffic;
                return new(address.ToString(), role, page, Math.Round(traffic.PerSecond, 1), traffic.Size.Width, traffic.Size.Height,
                    traffic.Bytes, Math.Round(Stopwatch.GetElapsedTime(_since).TotalSeconds, 1), slot.Link);
            }
        }

        public void Dispose()
        {
            lock (list._gate)
                list._viewers.Remove(this);
        }
    }
}
