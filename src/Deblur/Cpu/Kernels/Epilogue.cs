using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>What follows a convolution's sums: the bias, the addition of a map, the rectifier.</summary>
/// <param name="Bias">One value a column of the sums, filled up to whole register tiles.</param>
/// <param name="Added">A map of the same shape; null for none. Not owned.</param>
/// <param name="LowerBound">Smaller values become this: 0 for the rectifier, <see cref="NoLowerBound"/> for none.</param>
internal sealed unsafe record Epilogue(float[] Bias, FeatureMap? Added, float LowerBound)
{
    /// <summary>A bound that changes nothing.</summary>
    public const float NoLowerBound = float.NegativeInfinity;

    /// <summary>Writes one vector of channels of neighbouring pixels.</summary>
    /// <param name="sums">The first pixel's.</param>
    /// <param name="pitch">From one pixel's sums to the next's, in floats.</param>
    /// <param name="to">The operator's output.</param>
    /// <param name="x">First column.</param>
    /// <param name="y">Row.</param>
    /// <param name="first">
    /// First channel, counted over the <paramref name="step"/> pixels that lie side by side; those beyond the last are left out.
    /// </param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="column">Column of the sums, for the bias.</param>
    /// <param name="step">From one pixel to the next in the output, in pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write<TRow>(float* sums, int pitch, FeatureMap to, int x, int y, int first, int pixels, int column, int step)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var place = (x * (nint)to.Channels) + first;
        var output = to.Row(y) + place;
        var added = Added is null ? null : Added.Row(y) + place;
        nint next = step * to.Channels;
        var whole = pixels; // pixels that a whole vector may be written to
        if (first + TRow.Width > step * to.Channels)
            // the rest falls on the next pixel, and is overwritten
            whole = first == 0 && step == 1 && TRow.Width <= 2 * to.Channels ? pixels - 1 : 0;
        fixed (float* biases = &Bias[column])
        {
            var bias = TRow.Load(biases);
            for (var left = whole; left > 0; left--, sums += pitch, output += next)
            {
                var value = TRow.Add(TRow.Load(sums), bias);
                if (added is not null)
                {
                    value = TRow.Add(value, TRow.Load(added));
                    added += next;
                }
                TRow.Store(TRow.AtLeast(value, LowerBound), output);
            }
        }
        if (whole < pixels)
            WriteSome(sums, pitch, output, added, column, to.Channels - first, next, pixels - whole);
    }

    private void WriteSome(float* sums, int pitch, float* output, float* added, int column, int channels, nint next, int pixels)
    {
        for (; pixels > 0; pixels--, sums += pitch, output += next, added += added is null ? 0 : next)
        {
            for (var c = 0; c < channels; c++)
            {
                var value = sums[c] + Bias[column + c] + (added is null ? 0 : added[c]);
                output[c] = value < LowerBound ? LowerBound : value;
            }
        }
    }
}
