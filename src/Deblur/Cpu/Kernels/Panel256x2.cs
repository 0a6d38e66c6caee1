using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>16 columns in two registers of 256 bits.</summary>
internal unsafe struct Panel256x2 : IPanel<Panel256x2>
{
    private Vector256<float> _first, _second;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x2 Load(float* from) => new() { _first = Vector256.Load(from), _second = Vector256.Load(from + 8) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x2 MultiplyAdd(Panel256x2 sum, float a, Panel256x2 row)
    {
        var factor = Vector256.Create(a);
        return new() { _first = Vector256.FusedMultiplyAdd(factor, row._first, sum._first), _second = Vector256.FusedMultiplyAdd(factor, row._second, sum._second) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x2 Add(Panel256x2 a, Panel256x2 b) => new() { _first = a._first + b._first, _second = a._second + b._second };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x2 AtLeast(Panel256x2 panel, float lowerBound)
    {
        var bound = Vector256.Create(lowerBound);
        return new() { _first = Vector256.MaxNative(bound, panel._first), _second = Vector256.MaxNative(bound, panel._second) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel256x2 panel, float* to)
    {
        panel._first.Store(to);
        panel._second.Store(to + 8);
    }
}
