using System.Runtime.InteropServices;

namespace P2IKT.Live.Capture;

/// <summary>
/// An array outside the managed heap, zeroed. For what is large and lives as long as a source: on the managed heap it would have the
/// oldest generation collected while the stream is young.
/// </summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private T* _values;

    public NativeArray(int length)
    {
        Length = length;
        _values = (T*)NativeMemory.AllocZeroed((nuint)length, (nuint)sizeof(T));
    }

    public int Length { get; }

    /// <summary>All values; the caller sees to it that nobody disposes the array meanwhile.</summary>
    public Span<T> Values => _values is null ? throw new ObjectDisposedException(nameof(NativeArray<>)) : new(_values, Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_values);
        _values = null;
    }
}
