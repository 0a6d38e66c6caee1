using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>8 columns in one register of 256 bits.</summary>
internal unsafe struct Panel256x1 : IPanel<Panel256x1>
{
    private Vector256<float> _first;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x1 Load(float* from) => new() { _first = Vector256.Load(from) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x1 MultiplyAdd(Panel256x1 sum, float a, Panel256x1 row)
    {
        var factor = Vector256.Create(a);
        return new() { _first = Vector256.FusedMultiplyAdd(factor, row._first, sum._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x1 Add(Panel256x1 a, Panel256x1 b) => new() { _first = a._first + b._first };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel256x1 AtLeast(Panel256x1 panel, float lowerBound)
    {
        var bound = Vector256.Create(lowerBound);
        return new() { _first = Vector256.MaxNative(bound, panel._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel256x1 panel, float* to)
    {
        panel._first.Store(to);
    }
}
