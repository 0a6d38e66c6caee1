namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Recycles <see cref="EncodedFrame"/>s with their buffers. It holds as many as were ever out at once: one for the encoder and
/// one for each viewer that was sending a different frame.
/// </summary>
internal sealed class EncodedFramePool
{
    private readonly Lock _gate = new();
    private readonly Stack<EncodedFrame> _free = [];
    private int _outstanding;

    /// <summary>Frames that somebody holds.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    public EncodedFrame Rent()
    {
        lock (_gate)
        {
            _outstanding++;
            return _free.TryPop(out var frame) ? frame : new EncodedFrame(this);
        }
    }

    public void Return(EncodedFrame frame)
    {
        lock (_gate)
        {
            _outstanding--;
            _free.Push(frame);
        }
    }
}
