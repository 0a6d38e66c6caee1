using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>
/// The input of the second part of a refined network, made row by row when the network reads it: detail of the three colours and what
/// the bands add, four values a pixel, each over the local contrast.
/// </summary>
/// <param name="colours">The analysed frame.</param>
/// <param name="residual">What the bands add.</param>
/// <param name="gain">One over the local contrast, at 1/8.</param>
/// <param name="workers">The threads, with their scratch memory. None of the four is owned.</param>
internal sealed unsafe class RefinementInput(ColourDetail colours, Plane residual, Plane gain, RowWorkers workers) : RowOperator
{
    private const int Planes = 4;

    public override FeatureSize Size { get; } = new(residual.Width, residual.Height, Planes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var scratch = workers.Scratch(worker);
        var gains = scratch.Take(gain.Width + 2);
        var steps = scratch.Take(gain.Width + 1);
        BilinearUpsampler.Sample(gain, y, LumaPyramid.Stride, gains);
        BilinearUpsampler.Steps(gains, steps);
        var blueMean = Mean(0, y, ref scratch);
        var greenMean = Mean(1, y, ref scratch);
        var redMean = Mean(2, y, ref scratch);
        fixed (float* blue = colours.Colour(0).Row(y), green = colours.Colour(1).Row(y), red = colours.Colour(2).Row(y),
            added = residual.Row(y))
        {
            var output = to.Row(y);
            for (var x = 0; x < residual.Width; x += 8, output += 8 * Planes)
            {
                var scale = BilinearUpsampler.Upsample8x(gains, steps, x);
                Interleave(
                    (Vector256.Load(blue + x) - BilinearUpsampler.Upsample2x(blueMean, x)) * scale,
                    (Vector256.Load(green + x) - BilinearUpsampler.Upsample2x(greenMean, x)) * scale,
                    (Vector256.Load(red + x) - BilinearUpsampler.Upsample2x(redMean, x)) * scale,
                    Vector256.Load(added + x) * scale,
                    output);
            }
        }
    }

    private Span<float> Mean(int colour, int y, ref ScratchRows scratch)
    {
        var plane = colours.Mean(colour);
        var cells = scratch.Take(plane.Width + 2);
        BilinearUpsampler.Sample(plane, y, 2, cells);
        return cells;
    }

    /// <summary>Writes a b c d of eight pixels, one pixel behind another: a transposition of 4x4 in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to)
    {
        var (p0, p1, p2, p3) = Transposition.OfHalves(a, b, c, d); // pixel 0 | pixel 4, pixel 1 | pixel 5, ...
        Vector256.Create(p0.GetLower(), p1.GetLower()).Store(to);
        Vector256.Create(p2.GetLower(), p3.GetLower()).Store(to + 8);
        Vector256.Create(p0.GetUpper(), p1.GetUpper()).Store(to + 16);
        Vector256.Create(p2.GetUpper(), p3.GetUpper()).Store(to + 24);
    }
}
