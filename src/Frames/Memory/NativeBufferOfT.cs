using System.Buffers;

namespace P2IKT.Live.Frames.Memory;

/// <summary>
/// A <see cref="NativeArray{T}"/> for code that takes a <see cref="Memory{T}"/>, such as that of streams and sockets. Owned by its maker,
/// and freed by <see cref="Dispose()"/> alone.
/// </summary>
/// <typeparam name="T">Values without references.</typeparam>
public sealed unsafe class NativeBuffer<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly NativeArray<T> _values;

    /// <summary>Takes the memory, zeroed.</summary>
    /// <param name="length">Number of values.</param>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public NativeBuffer(int length) => _values = new NativeArray<T>(length);

    /// <summary>Number of values.</summary>
    public int Length => _values.Length;

    /// <summary>All values; valid until the buffer is disposed, which the caller sees to.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed already.</exception>
    public override Span<T> GetSpan() => _values.Values;

    /// <summary>The address of a value, which does not change.</summary>
    /// <param name="elementIndex">Its index.</param>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));
        return new MemoryHandle(_values.Pointer + elementIndex, pinnable: this);
    }

    /// <summary>Does nothing: the memory does not move.</summary>
    public override void Unpin()
    {
    }

    /// <summary>Frees the memory. May be called again.</summary>
    public void Dispose() => Dispose(disposing: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _values.Dispose();
}
