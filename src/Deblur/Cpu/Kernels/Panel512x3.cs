using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>48 columns in three registers of 512 bits.</summary>
internal unsafe struct Panel512x3 : IPanel<Panel512x3>
{
    private Vector512<float> _first, _second, _third;

    public static int Width => 48;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x3 Load(float* from) => new() { _first = Vector512.Load(from), _second = Vector512.Load(from + 16), _third = Vector512.Load(from + 32) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x3 MultiplyAdd(Panel512x3 sum, float a, Panel512x3 row)
    {
        var factor = Vector512.Create(a);
        return new() { _first = Vector512.FusedMultiplyAdd(factor, row._first, sum._first), _second = Vector512.FusedMultiplyAdd(factor, row._second, sum._second), _third = Vector512.FusedMultiplyAdd(factor, row._third, sum._third) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x3 Add(Panel512x3 a, Panel512x3 b) => new() { _first = a._first + b._first, _second = a._second + b._second, _third = a._third + b._third };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel512x3 AtLeast(Panel512x3 panel, float lowerBound)
    {
        var bound = Vector512.Create(lowerBound);
        return new() { _first = Vector512.MaxNative(bound, panel._first), _second = Vector512.MaxNative(bound, panel._second), _third = Vector512.MaxNative(bound, panel._third) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel512x3 panel, float* to)
    {
        panel._first.Store(to);
        panel._second.Store(to + 16);
        panel._third.Store(to + 32);
    }
}
