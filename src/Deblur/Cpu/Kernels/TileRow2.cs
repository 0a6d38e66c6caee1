using System.Runtime.CompilerServices;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>A row of a register tile in two registers.</summary>
internal unsafe struct TileRow2<TVector, TSimd> : ITileRow<TileRow2<TVector, TSimd>>
    where TVector : unmanaged
    where TSimd : ISimd<TVector>
{
    private TVector _first, _second;

    public static int Width => 2 * TSimd.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TVector, TSimd> Load(float* from) => new()
    {
        _first = TSimd.Load(from),
        _second = TSimd.Load(from + TSimd.Lanes),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TVector, TSimd> Create(float value) => new()
    {
        _first = TSimd.Create(value),
        _second = TSimd.Create(value),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TVector, TSimd> MultiplyAdd(TileRow2<TVector, TSimd> sum, float a, TileRow2<TVector, TSimd> row)
    {
        var factor = TSimd.Create(a);
        return new()
        {
            _first = TSimd.MultiplyAdd(factor, row._first, sum._first),
            _second = TSimd.MultiplyAdd(factor, row._second, sum._second),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TVector, TSimd> Add(TileRow2<TVector, TSimd> a, TileRow2<TVector, TSimd> b) => new()
    {
        _first = TSimd.Add(a._first, b._first),
        _second = TSimd.Add(a._second, b._second),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TVector, TSimd> AtLeast(TileRow2<TVector, TSimd> row, float lowerBound)
    {
        var bound = TSimd.Create(lowerBound);
        return new()
        {
            _first = TSimd.AtLeast(bound, row._first),
            _second = TSimd.AtLeast(bound, row._second),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow2<TVector, TSimd> row, float* to)
    {
        TSimd.Store(row._first, to);
        TSimd.Store(row._second, to + TSimd.Lanes);
    }
}
