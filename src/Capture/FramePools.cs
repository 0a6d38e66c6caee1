namespace P2IKT.Live.Capture;

/// <summary>
/// The pools of a source whose frames may change size (a camera that comes back, a file whose resolution changes midway):
/// one pool in use, and the former ones for as long as someone still reads their frames.
/// </summary>
internal sealed class FramePools(SourceOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<FramePool> _retired = [];
    private FramePool? _current;

    /// <summary>Buffers that are out, of whatever size.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
                return (_current?.Outstanding ?? 0) + _retired.Sum(pool => pool.Outstanding);
        }
    }

    /// <summary>The pool for this size; a new one when the size has changed.</summary>
    public FramePool For(FrameSize size)
    {
        if (_current?.Size == size)
            return _current;
        var fresh = new FramePool(size, options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        lock (_gate)
        {
            _retired.RemoveAll(pool => pool.Outstanding == 0);
            if (_current is not null)
            {
                _current.Dispose();
                _retired.Add(_current);
            }
            return _current = fresh;
        }
    }

    /// <summary>Refuses further rents; frames that are out stay valid.</summary>
    public void Dispose() => _current?.Dispose();
}
