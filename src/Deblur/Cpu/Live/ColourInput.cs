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
/// the size. Channel 4c + 2i + j is colour c of the pixel in row i, column j of a block of 2x2 (space to depth). The rows are planar.
/// </summary>
/// <param name="colours">The analysed frame.</param>
/// <param name="gain">One over the local contrast, at 1/8.</param>
/// <param name="workers">The threads, with their scratch memory. None of the three is owned.</param>
internal sealed unsafe class ColourInput(ColourDetail colours, Plane gain, RowWorkers workers) : RowOperator
{
    private const int Channels = 12;

    public override FeatureSize Size { get; } = new(colours.Colour(0).Width / 2, colours.Colour(0).Height / 2, Channels);

    public override bool IsPlanar => true;

    public override PixelArea AffectedBy(PixelArea area) => area.Scaled(1, 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        for (var i = 0; i < 2; i++)
        {
            var scratch = workers.Scratch(worker);
            var contrast = Contrast((2 * y) + i, ref scratch, out var steps);
            for (var colour = 0; colour < 3; colour++)
            {
                var mean = scratch.Take(colours.Mean(colour).Width + 2);
                BilinearUpsampler.Sample(colours.Mean(colour), (2 * y) + i, 2, mean);
                var channel = (4 * colour) + (2 * i);
                Separate(
                    colours.Colour(colour).Row((2 * y) + i), mean, contrast, steps, to.PlaneRow(y, channel), to.PlaneRow(y, channel + 1));
            }
        }
    }

    /// <summary>The detail of a colour in a row over the contrast: columns of even number in one plane, of odd number in another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Separate(
        ReadOnlySpan<float> colour, ReadOnlySpan<float> mean, ReadOnlySpan<float> contrast, ReadOnlySpan<float> steps,
        float* even, float* odd)
    {
        for (var x = 0; x < colour.Length; x += 16, even += 8, odd += 8)
        {
            var left = (Rows.Load8(colour, x) - BilinearUpsampler.Upsample2x(mean, x)) * BilinearUpsampler.Upsample8x(contrast, steps, x);
            var right = (Rows.Load8(colour, x + 8) - BilinearUpsampler.Upsample2x(mean, x + 8))
                * BilinearUpsampler.Upsample8x(contrast, steps, x + 8);
            InOrder(Avx.Shuffle(left, right, 0b10_00_10_00)).Store(even);
            InOrder(Avx.Shuffle(left, right, 0b11_01_11_01)).Store(odd);
        }

        // A shuffle works within halves: left, right, left, right, two values each.
        static Vector256<float> InOrder(Vector256<float> pairs) => Avx2.Permute4x64(pairs.AsDouble(), 0b11_01_10_00).AsSingle();
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
}
