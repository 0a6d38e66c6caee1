namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// One row of a <see cref="RegisterTile"/>: neighbouring columns of a matrix product in one, two or three registers. Static abstract, so
/// that the JIT specialises the tile for each number and width of registers.
/// </summary>
internal unsafe interface ITileRow<TSelf>
    where TSelf : unmanaged, ITileRow<TSelf>
{
    /// <summary>Columns.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(float* from);

    /// <summary>The same value in every column.</summary>
    static abstract TSelf Create(float value);

    /// <summary>sum + a * row.</summary>
    static abstract TSelf MultiplyAdd(TSelf sum, float a, TSelf row);

    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>The bound for values below it; NaN stays NaN.</summary>
    static abstract TSelf AtLeast(TSelf row, float lowerBound);

    static abstract void Store(TSelf row, float* to);
}
