namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Recycles <see cref="EncodedFrame"/>s with their buffers. It keeps as many as were ever rented at once: one for the encoder and one for
/// each viewer that was sending a different frame. Thread-safe.
/// </summary>
internal sealed class EncodedFramePool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<EncodedFrame> _free = [];
    private int _outstanding;
    private bool _isDisposed;

    /// <summary>Frames that are rented.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>A frame for the encoder, held once.</summary>
    public EncodedFrame Rent()
    {
        lock (_gate)
        {
            _outstanding++;
            return _free.TryPop(out var frame) ? frame : new EncodedFrame(this);
        }
    }

    /// <summary>Takes a frame back that has no holder left.</summary>
    public void Return(EncodedFrame frame)
    {
        lock (_gate)
        {
            _outstanding--;
            if (!_isDisposed)
            {
                _free.Push(frame);
                return;
            }
        }
        frame.Dispose();
    }

    /// <summary>Frees what is free now, and what is rented when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_free.TryPop(out var frame))
                frame.Dispose();
        }
    }
}
