using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The innermost loop of all convolutions: a tile of a matrix product, a few rows of a few columns, whose sums stay in registers from the
/// first product to the last.
/// </summary>
/// <remarks>
/// Eight rows of three registers of 512 bits keep the multipliers busy in each cycle. There are half as many registers of 256 bits, and
/// four rows fill them. Where a row is one register only, twice the rows keep as many sums in flight, and a loaded weight serves more of
/// them.
/// </remarks>
internal static unsafe class RegisterTile
{
    /// <summary>Rows of a tile of two or three registers of 512 bits, or of one of 256 bits.</summary>
    public const int Rows = 8;

    /// <summary>Rows of a tile of two or three registers of 256 bits.</summary>
    public const int HalfRows = 4;

    /// <summary>Floats that are fetched at once.</summary>
    public const int CacheLine = 16;

    /// <summary>
    /// sums[r, :] = max(lowerBound, bias[:] + sum over parts p and k below length of parts[p][at + r * step + k] * weights[p * length + k,
    /// :]).
    /// </summary>
    /// <param name="parts">First factors: one pointer for a product, one for each row of a convolution's window.</param>
    /// <param name="count">Number of parts.</param>
    /// <param name="at">Added to each part, in floats.</param>
    /// <param name="step">From one row to the next, in floats.</param>
    /// <param name="length">Factors of a part, contiguous.</param>
    /// <param name="weights">Packed columns: row after row of the tile's width.</param>
    /// <param name="ahead">
    /// Weights that are needed next: fetched into the second-level cache, a cache line a factor. May lie beyond any array.
    /// </param>
    /// <param name="bias">One value a column; null for none.</param>
    /// <param name="lowerBound">0 rectifies, minus infinity does not.</param>
    /// <param name="sums">Receives the rows of the tile.</param>
    /// <param name="pitch">From one row of sums to the next, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void EightRows<TRow>(
        float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums,
        nint pitch)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var start = bias is null ? default : TRow.Load(bias);
        TRow s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            var a4 = a + (4 * step);
            for (var end = a + length; a < end; a++, a4++, weights += TRow.Width, ahead += CacheLine)
            {
                Sse.Prefetch1(ahead);
                var row = TRow.Load(weights);
                MultiplyAdd(ref s0, ref s1, ref s2, ref s3, a, step, row);
                MultiplyAdd(ref s4, ref s5, ref s6, ref s7, a4, step, row);
            }
        }
        Store(s0, s1, s2, s3, lowerBound, sums, pitch);
        Store(s4, s5, s6, s7, lowerBound, sums + (4 * pitch), pitch);
    }

    /// <summary>As <see cref="EightRows{TRow}"/>, sixteen rows: for one register of 512 bits. Nothing is fetched ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SixteenRows<TRow>(
        float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums,
        nint pitch)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var start = bias is null ? default : TRow.Load(bias);
        TRow s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        TRow s8 = start, s9 = start, s10 = start, s11 = start, s12 = start, s13 = start, s14 = start, s15 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            var a4 = a + (4 * step);
            var a8 = a + (8 * step);
            var a12 = a + (12 * step);
            for (var end = a + length; a < end; a++, a4++, a8++, a12++, weights += TRow.Width)
            {
                var row = TRow.Load(weights);
                MultiplyAdd(ref s0, ref s1, ref s2, ref s3, a, step, row);
                MultiplyAdd(ref s4, ref s5, ref s6, ref s7, a4, step, row);
                MultiplyAdd(ref s8, ref s9, ref s10, ref s11, a8, step, row);
                MultiplyAdd(ref s12, ref s13, ref s14, ref s15, a12, step, row);
            }
        }
        Store(s0, s1, s2, s3, lowerBound, sums, pitch);
        Store(s4, s5, s6, s7, lowerBound, sums + (4 * pitch), pitch);
        Store(s8, s9, s10, s11, lowerBound, sums + (8 * pitch), pitch);
        Store(s12, s13, s14, s15, lowerBound, sums + (12 * pitch), pitch);
    }

    /// <summary>As <see cref="EightRows{TRow}"/>, four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FourRows<TRow>(
        float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums,
        nint pitch)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var start = bias is null ? default : TRow.Load(bias);
        TRow s0 = start, s1 = start, s2 = start, s3 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            for (var end = a + length; a < end; a++, weights += TRow.Width, ahead += CacheLine)
            {
                Sse.Prefetch1(ahead);
                var row = TRow.Load(weights);
                MultiplyAdd(ref s0, ref s1, ref s2, ref s3, a, step, row);
            }
        }
        Store(s0, s1, s2, s3, lowerBound, sums, pitch);
    }

    /// <summary>Adds the next product to four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TRow>(ref TRow s0, ref TRow s1, ref TRow s2, ref TRow s3, float* a, nint step, TRow row)
        where TRow : unmanaged, ITileRow<TRow>
    {
        s0 = TRow.MultiplyAdd(s0, a[0], row);
        s1 = TRow.MultiplyAdd(s1, a[step], row);
        s2 = TRow.MultiplyAdd(s2, a[2 * step], row);
        s3 = TRow.MultiplyAdd(s3, a[3 * step], row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TRow>(TRow s0, TRow s1, TRow s2, TRow s3, float lowerBound, float* sums, nint pitch)
        where TRow : unmanaged, ITileRow<TRow>
    {
        TRow.Store(TRow.AtLeast(s0, lowerBound), sums);
        TRow.Store(TRow.AtLeast(s1, lowerBound), sums + pitch);
        TRow.Store(TRow.AtLeast(s2, lowerBound), sums + (2 * pitch));
        TRow.Store(TRow.AtLeast(s3, lowerBound), sums + (3 * pitch));
    }
}
