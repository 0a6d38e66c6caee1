using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Memory;

/// <summary>
/// One channel of floats, row after row, at a fixed address (so that ONNX Runtime can read and write it in place). Owns native
/// memory: sessions come and go with the stream's quality, and on the managed heap each would have the oldest generation collected.
/// </summary>
internal sealed unsafe class Plane : IDisposable
{
    private readonly NativeArray<float> _memory;

    public Plane(int width, int height)
    {
        (Width, Height) = (width, height);
        _memory = new NativeArray<float>(checked(width * height));
    }

    public int Width { get; }

    public int Height { get; }

    public Span<float> Values => _memory.Values;

    public nint Address => (nint)_memory.Pointer;

    public Span<float> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new(_memory.Pointer + ((nint)y * Width), Width);
    }

    /// <summary>The nearest row that exists: how every filter here treats the border (replication).</summary>
    public ReadOnlySpan<float> NearestRow(int y) => Row(Math.Clamp(y, 0, Height - 1));

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
