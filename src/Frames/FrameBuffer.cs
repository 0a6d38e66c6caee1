using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Frames;

/// <summary>
/// One pooled buffer and what all handles on it share: the number of handles, and the stamp given when it was published.
/// </summary>
internal sealed unsafe class FrameBuffer(FramePool pool, int bytes) : IDisposable
{
    private readonly NativeArray<byte> _memory = new(bytes);
    private int _handles;

    public FramePool Pool { get; } = pool;

    public Span<byte> Bytes => _memory.Values;

    public nint Address => (nint)_memory.Pointer;

    public long Sequence { get; private set; }

    public long CapturedAt { get; private set; }

    public bool Published { get; private set; }

    public Frame Rent()
    {
        Published = false;
        _handles = 1;
        return new Frame(this);
    }

    public Frame AddHandle()
    {
        Interlocked.Increment(ref _handles);
        return new Frame(this);
    }

    public void Publish(long sequence, long capturedAt)
    {
        Sequence = sequence;
        CapturedAt = capturedAt;
        Published = true;
    }

    /// <summary>Frees the memory: the pool's call, when nobody holds a handle and nobody will get one.</summary>
    public void Dispose() => _memory.Dispose();

    public void ReleaseHandle()
    {
        if (Interlocked.Decrement(ref _handles) == 0)
            Pool.Return(this);
    }
}
