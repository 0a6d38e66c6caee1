using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>32 columns in two registers of 512 bits.</summary>
internal unsafe struct Panel512x2 : IPanel<Panel512x2>
{
    private Vector512<float> _first, _second;

    public static int Width => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x2 Load(float* from) => new() { _first = Vector512.Load(from), _second = Vector512.Load(from + 16) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x2 MultiplyAdd(Panel512x2 sum, float a, Panel512x2 row)
    {
        var factor = Vector512.Create(a);
        return new() { _first = Vector512.FusedMultiplyAdd(factor, row._first, sum._first), _second = Vector512.FusedMultiplyAdd(factor, row._second, sum._second) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x2 Add(Panel512x2 a, Panel512x2 b) => new() { _first = a._first + b._first, _second = a._second + b._second };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x2 AtLeast(Panel512x2 panel, float lowerBound)
    {
        var bound = Vector512.Create(lowerBound);
        return new() { _first = Vector512.MaxNative(bound, panel._first), _second = Vector512.MaxNative(bound, panel._second) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel512x2 panel, float* to)
    {
        panel._first.Store(to);
        panel._second.Store(to + 16);
    }
}
