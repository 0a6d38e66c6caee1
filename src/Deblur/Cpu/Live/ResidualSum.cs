using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>
/// The last pass of a network with two terms: sharp = frame + residual of the bands + residual of the network times the local contrast.
/// </summary>
/// <remarks>One frame at a time. Nothing that it is given is owned.</remarks>
/// <param name="size">Of the frame, in pixels.</param>
/// <param name="residual">What the bands add, at full size, in units of the full scale.</param>
/// <param name="gain">One over the local contrast, at 1/8.</param>
/// <param name="rest">
/// What the network adds over the local contrast, at half the size: channel 4c + 2i + j is colour c of the pixel in row i, column j of a
/// block of 2x2.
/// </param>
/// <param name="workers">The threads.</param>
internal sealed class ResidualSum(FrameSize size, Plane residual, Plane gain, FeatureMap rest, RowWorkers workers)
{
    /// <summary>Channels of the rest: three colours of a block of 2x2.</summary>
    public const int Channels = 12;

    private RowBlock? _pass; // made once: a frame allocates nothing
    private nint _source, _sharp;

    /// <summary>Writes the sharp frame of a source; the addresses of packed BGR frames.</summary>
    public void Write(nint source, nint sharp)
    {
        (_source, _sharp) = (source, sharp);
        workers.For(size.Height, _pass ??= FinishRows);
    }

    private unsafe void FinishRows(int worker, int first, int end)
    {
        var width = size.Width;
        var scratch = workers.Scratch(worker);
        var blue = scratch.Take(residual.Width);
        var green = scratch.Take(residual.Width);
        var red = scratch.Take(residual.Width);
        for (var y = first; y < end; y++)
        {
            SumRow(y, scratch, blue, green, red);
            var offset = (long)y * width * 3;
            var source = new ReadOnlySpan<byte>((byte*)_source + offset, width * 3);
            BgrRows.AddResiduals(source, blue, green, red, new Span<byte>((byte*)_sharp + offset, width * 3));
        }
    }

    /// <summary>The sum of both residuals in a row, for each colour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private unsafe void SumRow(int y, ScratchRows scratch, Span<float> blue, Span<float> green, Span<float> red)
    {
        var gains = scratch.Take(gain.Width + 2);
        var steps = scratch.Take(gain.Width + 1);
        BilinearUpsampler.Sample(gain, y, LumaPyramid.Stride, gains);
        BilinearUpsampler.Steps(gains, steps);
        var ofBands = residual.Row(y);
        var restored = rest.Row(y / 2) + (2 * (y % 2));
        nint cell = rest.Channels;
        for (var x = 0; x < ofBands.Length; x += 8, restored += 4 * cell)
        {
            var contrast = Vector256<float>.One / BilinearUpsampler.Upsample8x(gains, steps, x);
            var added = Rows.Load8(ofBands, x);
            Vector256.MultiplyAddEstimate(Pairs(restored, cell), contrast, added).StoreUnsafe(ref blue[x]);
            Vector256.MultiplyAddEstimate(Pairs(restored + 4, cell), contrast, added).StoreUnsafe(ref green[x]);
            Vector256.MultiplyAddEstimate(Pairs(restored + 8, cell), contrast, added).StoreUnsafe(ref red[x]);
        }
    }

    /// <summary>Two neighbouring values of each of four cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Pairs(float* first, nint cell) =>
        Vector256.Create(*(double*)first, *(double*)(first + cell), *(double*)(first + (2 * cell)), *(double*)(first + (3 * cell)))
            .AsSingle();
}
