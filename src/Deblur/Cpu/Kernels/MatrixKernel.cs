using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The innermost loop of all convolutions: a few rows times one panel of columns, sums kept in registers from the first product to
/// the last. Eight rows of three registers of 512 bits leave the multipliers no idle cycle; of 256 bits there are half as many
/// registers, and four rows fill them. Where a row is but one register, twice the rows keep as many sums in flight, and a loaded
/// weight serves more of them.
/// </summary>
internal static unsafe class MatrixKernel
{
    /// <summary>The most rows that one call makes: of one register of 512 bits.</summary>
    public const int MaxTileRows = 16;

    /// <summary>Rows that one call makes of two or three registers of 512 bits, or of one of 256 bits.</summary>
    public const int TileRows = 8;

    /// <summary>Rows that one call makes of two or three registers of 256 bits.</summary>
    public const int HalfTileRows = 4;

    /// <summary>Floats that are fetched at once.</summary>
    public const int CacheLine = 16;

    /// <summary>sums[r, :] = max(least, bias[:] + sum over parts p and k below <paramref name="length"/> of parts[p][at + r * step + k] * weights[p * length + k, :]).</summary>
    /// <param name="parts">Where the factors begin: one pointer for a product, one for each row of a convolution's window.</param>
    /// <param name="count">Number of parts.</param>
    /// <param name="at">Added to each part, in floats.</param>
    /// <param name="step">From one row to the next, in floats.</param>
    /// <param name="length">Factors of a part, contiguous.</param>
    /// <param name="weights">Packed panel: row after row of its width.</param>
    /// <param name="ahead">What will be read next: fetched into the second cache, a cache line a factor. It may lie beyond any array: nothing is read.</param>
    /// <param name="bias">A panel's; null for none.</param>
    /// <param name="lowerBound">0 rectifies, minus infinity does not.</param>
    /// <param name="sums">Receives eight rows of a panel.</param>
    /// <param name="pitch">From one row of sums to the next, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void EightRows<TPanel>(float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums, nint pitch)
        where TPanel : unmanaged, IPanel<TPanel>
    {
        var start = bias is null ? default : TPanel.Load(bias);
        TPanel s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            var a3 = a + (3 * step);
            var a6 = a + (6 * step);
            for (var end = a + length; a < end; a++, a3++, a6++, weights += TPanel.Width, ahead += CacheLine)
            {
                Sse.Prefetch1(ahead);
                var row = TPanel.Load(weights);
                s0 = TPanel.MultiplyAdd(s0, a[0], row);
                s1 = TPanel.MultiplyAdd(s1, a[step], row);
                s2 = TPanel.MultiplyAdd(s2, a[2 * step], row);
                s3 = TPanel.MultiplyAdd(s3, a3[0], row);
                s4 = TPanel.MultiplyAdd(s4, a3[step], row);
                s5 = TPanel.MultiplyAdd(s5, a3[2 * step], row);
                s6 = TPanel.MultiplyAdd(s6, a6[0], row);
                s7 = TPanel.MultiplyAdd(s7, a6[step], row);
            }
        }
        TPanel.Store(TPanel.AtLeast(s0, lowerBound), sums);
        TPanel.Store(TPanel.AtLeast(s1, lowerBound), sums + pitch);
        TPanel.Store(TPanel.AtLeast(s2, lowerBound), sums + (2 * pitch));
        TPanel.Store(TPanel.AtLeast(s3, lowerBound), sums + (3 * pitch));
        TPanel.Store(TPanel.AtLeast(s4, lowerBound), sums + (4 * pitch));
        TPanel.Store(TPanel.AtLeast(s5, lowerBound), sums + (5 * pitch));
        TPanel.Store(TPanel.AtLeast(s6, lowerBound), sums + (6 * pitch));
        TPanel.Store(TPanel.AtLeast(s7, lowerBound), sums + (7 * pitch));
    }

    /// <summary>As <see cref="EightRows{TPanel}"/>, sixteen: for a panel of one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SixteenRows<TPanel>(float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums, nint pitch)
        where TPanel : unmanaged, IPanel<TPanel>
    {
        var start = bias is null ? default : TPanel.Load(bias);
        TPanel s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        TPanel s8 = start, s9 = start, s10 = start, s11 = start, s12 = start, s13 = start, s14 = start, s15 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            var a3 = a + (3 * step);
            var a6 = a + (6 * step);
            var a9 = a + (9 * step);
            var a12 = a + (12 * step);
            var a15 = a + (15 * step);
            for (var end = a + length; a < end; a++, a3++, a6++, a9++, a12++, a15++, weights += TPanel.Width)
            {
                var row = TPanel.Load(weights);
                s0 = TPanel.MultiplyAdd(s0, a[0], row);
                s1 = TPanel.MultiplyAdd(s1, a[step], row);
                s2 = TPanel.MultiplyAdd(s2, a[2 * step], row);
                s3 = TPanel.MultiplyAdd(s3, a3[0], row);
                s4 = TPanel.MultiplyAdd(s4, a3[step], row);
                s5 = TPanel.MultiplyAdd(s5, a3[2 * step], row);
                s6 = TPanel.MultiplyAdd(s6, a6[0], row);
                s7 = TPanel.MultiplyAdd(s7, a6[step], row);
                s8 = TPanel.MultiplyAdd(s8, a6[2 * step], row);
                s9 = TPanel.MultiplyAdd(s9, a9[0], row);
                s10 = TPanel.MultiplyAdd(s10, a9[step], row);
                s11 = TPanel.MultiplyAdd(s11, a9[2 * step], row);
                s12 = TPanel.MultiplyAdd(s12, a12[0], row);
                s13 = TPanel.MultiplyAdd(s13, a12[step], row);
                s14 = TPanel.MultiplyAdd(s14, a12[2 * step], row);
                s15 = TPanel.MultiplyAdd(s15, a15[0], row);
            }
        }
        TPanel.Store(TPanel.AtLeast(s0, lowerBound), sums);
        TPanel.Store(TPanel.AtLeast(s1, lowerBound), sums + pitch);
        TPanel.Store(TPanel.AtLeast(s2, lowerBound), sums + (2 * pitch));
        TPanel.Store(TPanel.AtLeast(s3, lowerBound), sums + (3 * pitch));
        TPanel.Store(TPanel.AtLeast(s4, lowerBound), sums + (4 * pitch));
        TPanel.Store(TPanel.AtLeast(s5, lowerBound), sums + (5 * pitch));
        TPanel.Store(TPanel.AtLeast(s6, lowerBound), sums + (6 * pitch));
        TPanel.Store(TPanel.AtLeast(s7, lowerBound), sums + (7 * pitch));
        TPanel.Store(TPanel.AtLeast(s8, lowerBound), sums + (8 * pitch));
        TPanel.Store(TPanel.AtLeast(s9, lowerBound), sums + (9 * pitch));
        TPanel.Store(TPanel.AtLeast(s10, lowerBound), sums + (10 * pitch));
        TPanel.Store(TPanel.AtLeast(s11, lowerBound), sums + (11 * pitch));
        TPanel.Store(TPanel.AtLeast(s12, lowerBound), sums + (12 * pitch));
        TPanel.Store(TPanel.AtLeast(s13, lowerBound), sums + (13 * pitch));
        TPanel.Store(TPanel.AtLeast(s14, lowerBound), sums + (14 * pitch));
        TPanel.Store(TPanel.AtLeast(s15, lowerBound), sums + (15 * pitch));
    }

    /// <summary>As <see cref="EightRows{TPanel}"/>, four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FourRows<TPanel>(float** parts, int count, nint at, nint step, int length, float* weights, float* ahead, float* bias, float lowerBound, float* sums, nint pitch)
        where TPanel : unmanaged, IPanel<TPanel>
    {
        var start = bias is null ? default : TPanel.Load(bias);
        TPanel s0 = start, s1 = start, s2 = start, s3 = start;
        for (var part = 0; part < count; part++)
        {
            var a = parts[part] + at;
            var a2 = a + (2 * step);
            for (var end = a + length; a < end; a++, a2++, weights += TPanel.Width, ahead += CacheLine)
            {
                Sse.Prefetch1(ahead);
                var row = TPanel.Load(weights);
                s0 = TPanel.MultiplyAdd(s0, a[0], row);
                s1 = TPanel.MultiplyAdd(s1, a[step], row);
                s2 = TPanel.MultiplyAdd(s2, a2[0], row);
                s3 = TPanel.MultiplyAdd(s3, a2[step], row);
            }
        }
        TPanel.Store(TPanel.AtLeast(s0, lowerBound), sums);
        TPanel.Store(TPanel.AtLeast(s1, lowerBound), sums + pitch);
        TPanel.Store(TPanel.AtLeast(s2, lowerBound), sums + (2 * pitch));
        TPanel.Store(TPanel.AtLeast(s3, lowerBound), sums + (3 * pitch));
    }
}
