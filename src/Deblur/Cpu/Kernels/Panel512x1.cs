using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>16 columns in one register of 512 bits.</summary>
internal unsafe struct Panel512x1 : IPanel<Panel512x1>
{
    private Vector512<float> _first;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x1 Load(float* from) => new() { _first = Vector512.Load(from) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x1 MultiplyAdd(Panel512x1 sum, float a, Panel512x1 row)
    {
        var factor = Vector512.Create(a);
        return new() { _first = Vector512.FusedMultiplyAdd(factor, row._first, sum._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x1 Add(Panel512x1 a, Panel512x1 b) => new() { _first = a._first + b._first };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x1 AtLeast(Panel512x1 panel, float lowerBound)
    {
        var bound = Vector512.Create(lowerBound);
        return new() { _first = Vector512.MaxNative(bound, panel._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel512x1 panel, float* to)
    {
        panel._first.Store(to);
    }
}
