using System.Runtime.CompilerServices;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>A row of a register tile in three registers.</summary>
internal unsafe struct TileRow3<TVector, TSimd> : ITileRow<TileRow3<TVector, TSimd>>
    where TVector : unmanaged
    where TSimd : ISimd<TVector>
{
    private TVector _first, _second, _third;

    public static int Width => 3 * TSimd.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TVector, TSimd> Load(float* from) => new()
    {
        _first = TSimd.Load(from),
        _second = TSimd.Load(from + TSimd.Lanes),
        _third = TSimd.Load(from + (2 * TSimd.Lanes)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TVector, TSimd> Create(float value) => new()
    {
        _first = TSimd.Create(value),
        _second = TSimd.Create(value),
        _third = TSimd.Create(value),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TVector, TSimd> MultiplyAdd(TileRow3<TVector, TSimd> sum, float a, TileRow3<TVector, TSimd> row)
    {
        var factor = TSimd.Create(a);
        return new()
        {
            _first = TSimd.MultiplyAdd(factor, row._first, sum._first),
            _second = TSimd.MultiplyAdd(factor, row._second, sum._second),
            _third = TSimd.MultiplyAdd(factor, row._third, sum._third),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TVector, TSimd> Add(TileRow3<TVector, TSimd> a, TileRow3<TVector, TSimd> b) => new()
    {
        _first = TSimd.Add(a._first, b._first),
        _second = TSimd.Add(a._second, b._second),
        _third = TSimd.Add(a._third, b._third),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TVector, TSimd> AtLeast(TileRow3<TVector, TSimd> row, float lowerBound)
    {
        var bound = TSimd.Create(lowerBound);
        return new()
        {
            _first = TSimd.AtLeast(bound, row._first),
            _second = TSimd.AtLeast(bound, row._second),
            _third = TSimd.AtLeast(bound, row._third),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow3<TVector, TSimd> row, float* to)
    {
        TSimd.Store(row._first, to);
        TSimd.Store(row._second, to + TSimd.Lanes);
        TSimd.Store(row._third, to + (2 * TSimd.Lanes));
    }
}
