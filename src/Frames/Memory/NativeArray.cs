using System.Runtime.InteropServices;

namespace P2IKT.Live.Frames.Memory;

/// <summary>
/// An array outside the managed heap: zeroed, at a fixed address that is a multiple of 64 bytes, a cache line and the widest vector. For
/// whatever is large: on the managed heap it would have the oldest generation collected whenever a stream begins or changes.
/// </summary>
/// <remarks>
/// Owned by its maker, and freed by <see cref="Dispose"/> alone: vectorised code holds bare addresses, which a finalizer does not
/// see. On Linux large ones lie in huge pages (<see cref="NativePages"/>), which go back to the system. The C library's heap keeps them in
/// pieces: sessions that came and went with a stream's quality had a process grow to three times what it used.
/// </remarks>
/// <typeparam name="T">Values without references.</typeparam>
public sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64; // bytes

    private T* _values;
    private void* _block; // what is freed: the values begin at the first multiple of 64 in it
    private readonly nuint _paged; // bytes of NativePages; 0 for a block of the C library's

    /// <summary>Takes the memory.</summary>
    /// <param name="length">Number of values.</param>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public NativeArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = (nuint)length * (nuint)sizeof(T);
        _paged = NativePages.IsFor(bytes) ? bytes : 0;
        _block = _paged > 0 ? NativePages.Take(bytes) : NativeMemory.AllocZeroed(bytes + Alignment);
        _values = (T*)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>The first value; null once disposed.</summary>
    public T* Pointer => _values;

    /// <summary>All values; valid until the array is disposed, which the caller sees to.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed already.</exception>
    public Span<T> Values => _values is null ? throw new ObjectDisposedException(nameof(NativeArray<>)) : new(_values, Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        var block = _block;
        _block = null;
        _values = null;
        if (block is null)
            return;
        if (_paged > 0)
            NativePages.Return(block, _paged);
        else
            NativeMemory.Free(block);
    }
}
