using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>The values of a large constant, in native memory, which the finalizer gives back.</summary>
/// <remarks>A graph is kept for as long as its model, which nobody disposes.</remarks>
internal sealed unsafe class ConstantValues : MemoryManager<float>
{
    private const int MaxManaged = 16_384; // values: 64 KiB, below what the heap for large objects takes

    private readonly NativeArray<float> _values;

    private ConstantValues(int count) => _values = new NativeArray<float>(count);

    ~ConstantValues() => Dispose(disposing: false);

    /// <summary>Reads single precision, little-endian.</summary>
    /// <param name="bytes">A multiple of four; may begin at any address.</param>
    public static ReadOnlyMemory<float> FromSingles(ReadOnlySpan<byte> bytes)
    {
        var values = Allocate(bytes.Length / sizeof(float));
        bytes.CopyTo(MemoryMarshal.AsBytes(values.Span));
        return values;
    }

    /// <summary>Widens half precision, little-endian.</summary>
    /// <param name="bytes">A multiple of two; may begin at any address.</param>
    public static ReadOnlyMemory<float> FromHalves(ReadOnlySpan<byte> bytes)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        var values = Allocate(halves.Length);
        TensorPrimitives.ConvertToSingle(halves, values.Span);
        return values;
    }

    /// <inheritdoc/>
    public override Span<float> GetSpan() => _values.Values;

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_values.Pointer + elementIndex, pinnable: this);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It does not move.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _values.Dispose();

    private static Memory<float> Allocate(int count) => count <= MaxManaged ? new float[count] : new ConstantValues(count).Memory;
}
