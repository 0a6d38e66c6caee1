using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>24 columns in three registers of 256 bits.</summary>
internal unsafe struct Panel256x3 : IPanel<Panel256x3>
{
    private Vector256<float> _first, _second, _third;

    public static int Width => 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x3 Load(float* from) => new() { _first = Vector256.Load(from), _second = Vector256.Load(from + 8), _third = Vector256.Load(from + 16) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x3 MultiplyAdd(Panel256x3 sum, float a, Panel256x3 row)
    {
        var factor = Vector256.Create(a);
        return new() { _first = Vector256.FusedMultiplyAdd(factor, row._first, sum._first), _second = Vector256.FusedMultiplyAdd(factor, row._second, sum._second), _third = Vector256.FusedMultiplyAdd(factor, row._third, sum._third) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x3 Add(Panel256x3 a, Panel256x3 b) => new() { _first = a._first + b._first, _second = a._second + b._second, _third = a._third + b._third };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x3 AtLeast(Panel256x3 panel, float lowerBound)
    {
        var bound = Vector256.Create(lowerBound);
        return new() { _first = Vector256.MaxNative(bound, panel._first), _second = Vector256.MaxNative(bound, panel._second), _third = Vector256.MaxNative(bound, panel._third) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel256x3 panel, float* to)
    {
        panel._first.Store(to);
        panel._second.Store(to + 8);
        panel._third.Store(to + 16);
    }
}
