using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>What follows a convolution's sums: the bias, a map that is added, the rectifier.</summary>
/// <param name="Bias">One value a channel, filled up to whole vectors of eight.</param>
/// <param name="Added">A map of the same shape; null for none.</param>
/// <param name="Rectifies">Whether negative values become zero.</param>
internal sealed unsafe record Epilogue(float[] Bias, FeatureMap? Added, bool Rectifies)
{
    /// <summary>Writes one pixel.</summary>
    /// <param name="sums">Its channels from <paramref name="first"/> on.</param>
    /// <param name="to">The layer's output.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="first">First channel.</param>
    /// <param name="count">Channels to write; what goes beyond the map's is left out.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(float* sums, FeatureMap to, int x, int y, int first, int count)
    {
        var channels = Math.Min(count, to.Channels - first);
        var place = (nint)x * to.Channels + first;
        var output = to.Row(y) + place;
        var added = Added is null ? null : Added.Row(y) + place;
        fixed (float* bias = &Bias[first])
        {
            var c = 0;
            for (; c <= channels - 8; c += 8)
            {
                var value = Vector256.Load(sums + c) + Vector256.Load(bias + c);
                if (added is not null)
                    value += Vector256.Load(added + c);
                if (Rectifies)
                    value = Vector256.Max(value, Vector256<float>.Zero);
                value.Store(output + c);
            }
            for (; c < channels; c++)
            {
                var value = sums[c] + bias[c] + (added is null ? 0 : added[c]);
                output[c] = Rectifies && value < 0 ? 0 : value;
            }
        }
    }
}
