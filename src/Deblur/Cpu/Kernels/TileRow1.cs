using System.Runtime.CompilerServices;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>A row of a register tile in one register.</summary>
internal unsafe struct TileRow1<TVector, TSimd> : ITileRow<TileRow1<TVector, TSimd>>
    where TVector : unmanaged
    where TSimd : ISimd<TVector>
{
    private TVector _first;

    public static int Width => TSimd.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TVector, TSimd> Load(float* from) => new() { _first = TSimd.Load(from) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TVector, TSimd> Create(float value) => new() { _first = TSimd.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TVector, TSimd> MultiplyAdd(TileRow1<TVector, TSimd> sum, float a, TileRow1<TVector, TSimd> row)
    {
        var factor = TSimd.Create(a);
        return new() { _first = TSimd.MultiplyAdd(factor, row._first, sum._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TVector, TSimd> Add(TileRow1<TVector, TSimd> a, TileRow1<TVector, TSimd> b) =>
        new() { _first = TSimd.Add(a._first, b._first) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TVector, TSimd> AtLeast(TileRow1<TVector, TSimd> row, float lowerBound)
    {
        var bound = TSimd.Create(lowerBound);
        return new() { _first = TSimd.AtLeast(bound, row._first) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow1<TVector, TSimd> row, float* to) => TSimd.Store(row._first, to);
}
