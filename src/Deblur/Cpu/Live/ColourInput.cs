using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>
/// The input of the family's U-Net, made row by row when the network reads it: detail of the three colours over the local contrast, at half
/// the size. Channel 4c + 2i + j is colour c of the pixel in row i, column j of a block of 2x2 (space to depth).
/// </summary>
/// <param name="colours">The analysed frame.</param>
/// <param name="gain">One over the local contrast, at 1/8.</param>
/// <param name="workers">The threads, with their scratch memory. None of the three is owned.</param>
internal sealed unsafe class ColourInput(ColourDetail colours, Plane gain, RowWorkers workers) : RowOperator
{
    private const int Channels = 12;

    public override FeatureSize Size { get; } = new(colours.Colour(0).Width / 2, colours.Colour(0).Height / 2, Channels);

    public override PixelArea AffectedBy(PixelArea area) => area.Scaled(1, 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var scratch = workers.Scratch(worker);
        var upper = Contrast(2 * y, ref scratch, out var upperSteps);
        var lower = Contrast((2 * y) + 1, ref scratch, out var lowerSteps);
        var upperMean = scratch.Take(colours.Mean(0).Width + 2);
        var lowerMean = scratch.Take(colours.Mean(0).Width + 2);
        for (var colour = 0; colour < 3; colour++)
        {
            BilinearUpsampler.Sample(colours.Mean(colour), 2 * y, 2, upperMean);
            BilinearUpsampler.Sample(colours.Mean(colour), (2 * y) + 1, 2, lowerMean);
            var plane = colours.Colour(colour);
            fixed (float* top = plane.Row(2 * y), bottom = plane.Row((2 * y) + 1))
            {
                var output = to.Row(y) + (4 * colour);
                for (var x = 0; x < plane.Width; x += 8, output += 4 * Channels)
                {
                    var upperDetail = Vector256.Load(top + x) - BilinearUpsampler.Upsample2x(upperMean, x);
                    var lowerDetail = Vector256.Load(bottom + x) - BilinearUpsampler.Upsample2x(lowerMean, x);
                    Interleave(
                        upperDetail * BilinearUpsampler.Upsample8x(upper, upperSteps, x),
                        lowerDetail * BilinearUpsampler.Upsample8x(lower, lowerSteps, x),
                        output);
                }
            }
        }
    }

    /// <summary>Row y of one over the local contrast, as <see cref="BilinearUpsampler.Upsample8x"/> needs it.</summary>
    private Span<float> Contrast(int y, ref ScratchRows scratch, out Span<float> steps)
    {
        var cells = scratch.Take(gain.Width + 2);
        steps = scratch.Take(gain.Width + 1);
        BilinearUpsampler.Sample(gain, y, LumaPyramid.Stride, cells);
        BilinearUpsampler.Steps(cells, steps);
        return cells;
    }

    /// <summary>Writes four blocks of two pixels of a row over two of the next, each block's four values side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<float> top, Vector256<float> bottom, float* to)
    {
        var even = Avx.UnpackLow(top.AsDouble(), bottom.AsDouble()).AsSingle();     // block 0 | block 2
        var odd = Avx.UnpackHigh(top.AsDouble(), bottom.AsDouble()).AsSingle();     // block 1 | block 3
        even.GetLower().Store(to);
        odd.GetLower().Store(to + Channels);
        even.GetUpper().Store(to + (2 * Channels));
        odd.GetUpper().Store(to + (3 * Channels));
    }
}
