namespace P2IKT.Live.Frames;

/// <summary>
/// The pools of a stream whose frames may change size (a camera that comes back, a file whose resolution changes midway):
/// one pool in use, and the former ones for as long as someone still reads their frames.
/// </summary>
public sealed class FramePools : IDisposable
{
    private readonly int _count;
    private readonly PixelFormat _format;
    private readonly FrameLedger? _ledger;
    private readonly Lock _gate = new();
    private readonly List<FramePool> _retired = [];
    private FramePool? _current;

    /// <summary>No pool yet: <see cref="For"/> makes it.</summary>
    /// <param name="count">Buffers of each pool.</param>
    /// <param name="format">Layout of a pixel.</param>
    public FramePools(int count, PixelFormat format)
        : this(count, format, null)
    {
    }

    internal FramePools(int count, PixelFormat format, FrameLedger? ledger) => (_count, _format, _ledger) = (count, format, ledger);

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
        var fresh = new FramePool(size, _count, _format, _ledger);
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
