using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The innermost loop of a convolution whose input lies in planes: neighbouring pixels fill the lanes of registers, and eight channels of
/// the result are made at a time. So few channels fill a register of any width, which a <see cref="RegisterTile"/> has for them in part.
/// </summary>
internal static unsafe class PlanarTile
{
    /// <summary>Channels of the result that are made at a time.</summary>
    public const int Outputs = 8;

    /// <summary>
    /// sums[o, i] = max(lowerBound, bias[o] + sum over runs r and k below window of runs[r][at + i + k] * weights[(r * window + k) * 8 +
    /// o]).
    /// </summary>
    /// <param name="runs">One for each row of the window and input channel: where the window begins at the first pixel of a row.</param>
    /// <param name="count">Number of runs.</param>
    /// <param name="at">First pixel of the tile.</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="weights">Eight values, one a channel of the result, for each place of the window.</param>
    /// <param name="bias">Eight values.</param>
    /// <param name="lowerBound">0 rectifies, minus infinity does not.</param>
    /// <param name="sums">Receives eight rows of the tile's width.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TRow>(
        float** runs, int count, nint at, int window, float* weights, float* bias, float lowerBound, float* sums)
        where TRow : unmanaged, ITileRow<TRow>
    {
        TRow s0 = TRow.Create(bias[0]), s1 = TRow.Create(bias[1]), s2 = TRow.Create(bias[2]), s3 = TRow.Create(bias[3]);
        TRow s4 = TRow.Create(bias[4]), s5 = TRow.Create(bias[5]), s6 = TRow.Create(bias[6]), s7 = TRow.Create(bias[7]);
        for (var end = runs + count; runs < end; runs++)
        {
            var from = *runs + at;
            for (var last = from + window; from < last; from++, weights += Outputs)
            {
                var row = TRow.Load(from);
                s0 = TRow.MultiplyAdd(s0, weights[0], row);
                s1 = TRow.MultiplyAdd(s1, weights[1], row);
                s2 = TRow.MultiplyAdd(s2, weights[2], row);
                s3 = TRow.MultiplyAdd(s3, weights[3], row);
                s4 = TRow.MultiplyAdd(s4, weights[4], row);
                s5 = TRow.MultiplyAdd(s5, weights[5], row);
                s6 = TRow.MultiplyAdd(s6, weights[6], row);
                s7 = TRow.MultiplyAdd(s7, weights[7], row);
            }
        }
        TRow.Store(TRow.AtLeast(s0, lowerBound), sums);
        TRow.Store(TRow.AtLeast(s1, lowerBound), sums + TRow.Width);
        TRow.Store(TRow.AtLeast(s2, lowerBound), sums + (2 * TRow.Width));
        TRow.Store(TRow.AtLeast(s3, lowerBound), sums + (3 * TRow.Width));
        TRow.Store(TRow.AtLeast(s4, lowerBound), sums + (4 * TRow.Width));
        TRow.Store(TRow.AtLeast(s5, lowerBound), sums + (5 * TRow.Width));
        TRow.Store(TRow.AtLeast(s6, lowerBound), sums + (6 * TRow.Width));
        TRow.Store(TRow.AtLeast(s7, lowerBound), sums + (7 * TRow.Width));
    }

    /// <summary>Writes the sums pixel by pixel, the eight channels of a pixel side by side.</summary>
    /// <param name="sums">Eight rows.</param>
    /// <param name="width">Pixels of a row: a multiple of 4.</param>
    /// <param name="to">Receives the first pixel's.</param>
    /// <param name="step">From one pixel to the next, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Transpose(float* sums, int width, float* to, nint step)
    {
        for (var end = sums + width; sums < end; sums += 4, to += 4 * step)
        {
            // Four pixels of channels 0 to 3 in the lower halves, of 4 to 7 in the upper ones.
            var (a, b) = (Both(sums, width), Both(sums + width, width));
            var (c, d) = (Both(sums + (2 * width), width), Both(sums + (3 * width), width));
            var (first, second, third, fourth) = Transposition.OfHalves(a, b, c, d);
            first.Store(to);
            second.Store(to + step);
            third.Store(to + (2 * step));
            fourth.Store(to + (3 * step));
        }
    }

    /// <summary>Four values of a channel, and of the fourth channel after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Both(float* channel, int width) =>
        Vector256.Create(Vector128.Load(channel), Vector128.Load(channel + (4 * (nint)width)));
}
