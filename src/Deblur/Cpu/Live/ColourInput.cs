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

    public override FeatureSize Size { get; } = new(colours.Width / 2, colours.Height / 2, Channels);

    public override PixelArea AffectedBy(PixelArea area) => area.Scaled(1, 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var scratch = workers.Scratch(worker);
        var upper = Contrast(2 * y, ref scratch, out var upperSteps);
        var lower = Contrast((2 * y) + 1, ref scratch, out var lowerSteps);
        var blue = new ColourRows(colours, 0, y, ref scratch);
        var green = new ColourRows(colours, 1, y, ref scratch);
        var red = new ColourRows(colours, 2, y, ref scratch);
        colours.ReadRow(2 * y, blue.Upper, green.Upper, red.Upper);
        colours.ReadRow((2 * y) + 1, blue.Lower, green.Lower, red.Lower);
        var output = to.Row(y);
        for (var x = 0; x < colours.Width; x += 8, output += 4 * Channels)
        {
            var upperGain = BilinearUpsampler.Upsample8x(upper, upperSteps, x);
            var lowerGain = BilinearUpsampler.Upsample8x(lower, lowerSteps, x);
            blue.Write(x, upperGain, lowerGain, output);
            green.Write(x, upperGain, lowerGain, output + 4);
            red.Write(x, upperGain, lowerGain, output + 8);
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

    /// <summary>Two rows of the frame in one colour, and the rows of their local means.</summary>
    private readonly ref struct ColourRows
    {
        private readonly Span<float> _upperMean, _lowerMean;

        public ColourRows(ColourDetail colours, int colour, int y, ref ScratchRows scratch)
        {
            var mean = colours.Mean(colour);
            Upper = scratch.Take(colours.Width);
            Lower = scratch.Take(colours.Width);
            _upperMean = scratch.Take(mean.Width + 2);
            _lowerMean = scratch.Take(mean.Width + 2);
            BilinearUpsampler.Sample(mean, 2 * y, 2, _upperMean);
            BilinearUpsampler.Sample(mean, (2 * y) + 1, 2, _lowerMean);
        }

        public Span<float> Upper { get; }

        public Span<float> Lower { get; }

        /// <summary>Writes four blocks of two pixels of a row over two of the next, each block's four values side by side.</summary>
        /// <param name="x">First of the eight pixels of each row.</param>
        /// <param name="upperGain">One over the local contrast of the upper ones.</param>
        /// <param name="lowerGain">One over that of the lower ones.</param>
        /// <param name="to">The colour's channels of the first block.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int x, Vector256<float> upperGain, Vector256<float> lowerGain, float* to)
        {
            var top = ((Rows.Load8(Upper, x) - BilinearUpsampler.Upsample2x(_upperMean, x)) * upperGain).AsDouble();
            var bottom = ((Rows.Load8(Lower, x) - BilinearUpsampler.Upsample2x(_lowerMean, x)) * lowerGain).AsDouble();
            var even = Avx.UnpackLow(top, bottom).AsSingle();     // block 0 | block 2
            var odd = Avx.UnpackHigh(top, bottom).AsSingle();     // block 1 | block 3
            even.GetLower().Store(to);
            odd.GetLower().Store(to + Channels);
            even.GetUpper().Store(to + (2 * Channels));
            odd.GetUpper().Store(to + (3 * Channels));
        }
    }
}
