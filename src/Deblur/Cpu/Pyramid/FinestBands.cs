using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// The last step of <see cref="BandWeighting"/>: bands 0 and 1 at full resolution, and the sum of the coarser ones, in one pass. Most of
/// the time at full resolution is spent here.
/// </summary>
/// <param name="pyramid">The analysed frame; nothing is owned.</param>
/// <param name="coefficients">The network's maps, one below another.</param>
/// <param name="coarser">Sum of the coarser bands, at half the resolution.</param>
/// <param name="limits">Where each band is clipped for its limited twin.</param>
internal sealed class FinestBands(LumaPyramid pyramid, Plane coefficients, Plane coarser, float[] limits)
{
    /// <summary>Writes row y of the sum of all bands, in units of the full scale.</summary>
    // inlined, it would use up its caller's budget of inlining
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void MakeRow(int y, ScratchRows scratch, Span<float> residual)
    {
        var gaussian = pyramid.Gaussians[0];
        var luma = gaussian.Row(y);
        var smoothed = scratch.Take(luma.Length + 2);
        Rows.Binomial3(gaussian.NearestRow(y - 1), luma, gaussian.NearestRow(y + 1), smoothed[1..^1]);
        BilinearUpsampler.Repeat(smoothed);
        var below = scratch.Take((luma.Length / 2) + 2);
        BilinearUpsampler.Sample(coarser, y, 2, below);
        var half = scratch.Take((luma.Length / 2) + 2);
        BilinearUpsampler.Sample(pyramid.Gaussians[1], y, 2, half);
        var plain = Weights(0, y, ref scratch, out var plainSteps);
        var limited = Weights(BandWeighting.Bands, y, ref scratch, out var limitedSteps);
        var nextPlain = Weights(1, y, ref scratch, out var nextPlainSteps);
        var nextLimited = Weights(BandWeighting.Bands + 1, y, ref scratch, out var nextLimitedSteps);
        var (top, nextTop) = (Vector256.Create(limits[0]), Vector256.Create(limits[1]));
        for (var x = 0; x < luma.Length; x += 8)
        {
            var smooth = Vector256.MultiplyAddEstimate(
                Rows.Load8(smoothed, x + 1), Vector256.Create(2f), Rows.Load8(smoothed, x) + Rows.Load8(smoothed, x + 2));
            var (band, next) = (Rows.Load8(luma, x) - smooth, smooth - BilinearUpsampler.Upsample2x(half, x));
            var sum = Vector256.MultiplyAddEstimate(
                BilinearUpsampler.Upsample8x(plain, plainSteps, x), band, BilinearUpsampler.Upsample2x(below, x));
            sum = Vector256.MultiplyAddEstimate(
                BilinearUpsampler.Upsample8x(limited, limitedSteps, x), Vector256.ClampNative(band, -top, top), sum);
            sum = Vector256.MultiplyAddEstimate(BilinearUpsampler.Upsample8x(nextPlain, nextPlainSteps, x), next, sum);
            sum = Vector256.MultiplyAddEstimate(
                BilinearUpsampler.Upsample8x(nextLimited, nextLimitedSteps, x), Vector256.ClampNative(next, -nextTop, nextTop), sum);
            sum.StoreUnsafe(ref residual[x]);
        }
    }

    /// <summary>Row y of a coefficient map as seen from full resolution.</summary>
    private Span<float> Weights(int map, int y, ref ScratchRows scratch, out Span<float> steps)
    {
        var rows = coefficients.Height / BandWeighting.Maps;
        var length = coefficients.Width + 2;
        var cells = scratch.Take(length);
        steps = scratch.Take(length - 1);
        BilinearUpsampler.Sample(coefficients, y, LumaPyramid.Stride, cells, map * rows, rows);
        BilinearUpsampler.Steps(cells, steps);
        return cells;
    }
}
