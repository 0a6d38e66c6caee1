using System.Runtime.InteropServices;

namespace P2IKT.Live.Deblur.Bands;

/// <summary>
/// One channel of floats, row after row, at a fixed address (so that ONNX Runtime can read and write it in place). Owns native
/// memory: sessions come and go with the stream's quality, and on the managed heap each would have the oldest generation collected.
/// </summary>
internal sealed unsafe class Plane : IDisposable
{
    private const int Alignment = 64;

    private float* _values;

    public Plane(int width, int height)
    {
        (Width, Height) = (width, height);
        var bytes = checked((nuint)width * (nuint)height * sizeof(float));
        _values = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_values, bytes);
    }

    ~Plane() => Free();

    public int Width { get; }

    public int Height { get; }

    public Span<float> Values => new(_values, checked(Width * Height));

    public nint Address => (nint)_values;

    public Span<float> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new(_values + ((nint)y * Width), Width);
    }

    /// <summary>The nearest row that exists: how every filter here treats the border (replication).</summary>
    public ReadOnlySpan<float> NearestRow(int y) => Row(Math.Clamp(y, 0, Height - 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
    }
}
