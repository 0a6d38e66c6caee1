namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// A few neighbouring columns of a matrix product, in as many vector registers: what <see cref="MatrixKernel"/> is written over, so
/// that one text becomes machine code for each width.
/// </summary>
internal unsafe interface IPanel<TSelf>
    where TSelf : unmanaged, IPanel<TSelf>
{
    /// <summary>Columns.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(float* from);

    /// <summary>sum + a * row.</summary>
    static abstract TSelf MultiplyAdd(TSelf sum, float a, TSelf row);

    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>The bound for what is less; what is no number stays none.</summary>
    static abstract TSelf AtLeast(TSelf panel, float lowerBound);

    static abstract void Store(TSelf panel, float* to);
}
