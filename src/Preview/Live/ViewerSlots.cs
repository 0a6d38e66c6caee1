using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>The slots of all viewers. While there is one, it holds the demand for frames. Thread-safe.</summary>
/// <param name="fullForm">The form of pictures that nothing limits.</param>
/// <param name="demand">Gets the demand; null when frames come in any case.</param>
/// <param name="wakeEncoder">Called when the encoder may have work for a slot.</param>
internal sealed class ViewerSlots(PictureForm fullForm, FrameDemand? demand, Action wakeEncoder)
{
    private readonly Lock _gate = new();
    private volatile ViewerSlot[] _slots = []; // replaced, never changed: the encoder reads it without a lock
    private volatile bool _closed;
    private IDisposable? _want; // held while there is a slot

    /// <summary>The slots now; an array that does not change.</summary>
    public ViewerSlot[] Current => _slots;

    /// <summary>Whether the live view is closing: no slot gets a frame any more.</summary>
    public bool IsClosed => _closed;

    /// <summary>
    /// Adds a slot for a viewer, which gives it back with <see cref="Leave"/>. After <see cref="Close"/> it is closed already.
    /// </summary>
    public ViewerSlot Join(FrameParts wants, bool acknowledges)
    {
        var slot = new ViewerSlot(wants, acknowledges, fullForm, wakeEncoder);
        lock (_gate)
        {
            if (_closed)
                slot.Close();
            else
                _slots = [.. _slots, slot];
            UpdateDemand();
        }
        return slot;
    }

    /// <summary>Closes and removes a slot.</summary>
    public void Leave(ViewerSlot slot)
    {
        slot.Close();
        lock (_gate)
        {
            _slots = [.. _slots.Where(other => other != slot)];
            UpdateDemand();
        }
    }

    /// <summary>Closes every slot, and every later one.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var slot in _slots)
                slot.Close();
            UpdateDemand();
        }
    }

    private void UpdateDemand()
    {
        if (_slots.Length > 0 && !_closed)
        {
            _want ??= demand?.Want();
            return;
        }
        _want?.Dispose();
        _want = null;
    }
}
