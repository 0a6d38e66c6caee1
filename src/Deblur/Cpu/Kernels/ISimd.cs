namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The operations of the kernels on one register of floats. Static abstract, so that the JIT specialises a kernel for each width of
/// registers.
/// </summary>
/// <typeparam name="TVector">The register: <c>Vector256&lt;float&gt;</c> or <c>Vector512&lt;float&gt;</c>.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a register.</summary>
    static abstract int Lanes { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(TVector vector, float* to);

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Create(float value);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a * b + sum, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sum);

    /// <summary>The bound for values below it; NaN stays NaN.</summary>
    static abstract TVector AtLeast(TVector bound, TVector vector);
}
