using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace P2IKT.Live.Deblur.Bands;

/// <summary>One channel of floats, row after row, at a fixed address (so that ONNX Runtime can read and write it in place).</summary>
internal sealed class Plane(int width, int height)
{
    private readonly float[] _values = GC.AllocateArray<float>(checked(width * height), pinned: true);

    public int Width => width;

    public int Height => height;

    public Span<float> Values => _values;

    public unsafe nint Address => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));

    public Span<float> Row(int y) => _values.AsSpan(y * width, width);

    /// <summary>The nearest row that exists: how every filter here treats the border (replication).</summary>
    public ReadOnlySpan<float> NearestRow(int y) => Row(Math.Clamp(y, 0, height - 1));
}
