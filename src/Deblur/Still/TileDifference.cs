using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static P2IKT.Live.Deblur.Still.FixedPoint;

namespace P2IKT.Live.Deblur.Still;

/// <summary>How far a tile of a frame is from a picture that was averaged over time (<see cref="FixedPoint"/>).</summary>
/// <remarks>
/// Differences are summed over blocks of 8x8 pixels. Where the tile is narrower than a vector's multiple, the rest goes value by value, by
/// the same rules.
/// </remarks>
internal static class TileDifference
{
    private const int BlockRows = 8;
    private const int BlockBytes = 24; // 8 pixels of BGR

    /// <summary>Compares a tile.</summary>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="average">The average, as many values.</param>
    /// <param name="place">Where the tile lies.</param>
    [SkipLocalsInit]
    public static TileStatistics Measure(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, TilePlace place)
    {
        var statistics = default(Sums);
        Span<short> columns = stackalloc short[TileGrid.SideBytes];
        columns = columns[..place.RowBytes];
        for (var top = 0; top < place.Rows; top += BlockRows)
        {
            var rows = Math.Min(BlockRows, place.Rows - top);
            columns.Clear();
            for (var row = top; row < top + rows; row++)
            {
                var at = place.Offset + (row * place.Stride);
                statistics.Squares += AddRow(frame.Slice(at, place.RowBytes), average.Slice(at, place.RowBytes), columns);
            }
            for (var x = 0; x < columns.Length; x += BlockBytes)
            {
                var block = columns.Slice(x, Math.Min(BlockBytes, columns.Length - x));
                statistics.AddBlock(SumOf(block), block.Length * rows);
            }
        }
        var alongGradient = GradientShare.Measure(frame, average, place, out var samples);
        return statistics.Finish(place.RowBytes * place.Rows, alongGradient, samples);
    }

    /// <summary>Adds a row of differences to the sums of its columns, and returns the sum of their squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long AddRow(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, Span<short> columns)
    {
        ref var from = ref MemoryMarshal.GetReference(frame);
        ref var mean = ref MemoryMarshal.GetReference(average[..frame.Length]);
        ref var to = ref MemoryMarshal.GetReference(columns[..frame.Length]);
        var squares = Vector256<int>.Zero; // of at most twelve vectors of a row
        nuint x = 0;
        for (; x + (nuint)Vector256<short>.Count <= (nuint)frame.Length; x += (nuint)Vector256<short>.Count)
        {
            var difference = Vector256.ShiftRightArithmetic(
                Scaled(ref from, x) - Vector256.LoadUnsafe(ref mean, x), Fraction - DifferenceFraction);
            squares += SquareSums(difference);
            (Vector256.LoadUnsafe(ref to, x) + difference).StoreUnsafe(ref to, x);
        }
        var sum = Sum(squares);
        for (; x < (nuint)frame.Length; x++)
        {
            var difference = ((frame[(int)x] << Fraction) - average[(int)x]) >> (Fraction - DifferenceFraction);
            columns[(int)x] += (short)difference;
            sum += difference * difference;
        }
        return sum;
    }

    private static int SumOf(ReadOnlySpan<short> block)
    {
        var sum = 0;
        var x = 0;
        for (; x + Vector128<short>.Count <= block.Length; x += Vector128<short>.Count)
            sum += Sum(Vector128.Create(block[x..]));
        for (; x < block.Length; x++)
            sum += block[x];
        return sum;
    }

    private struct Sums
    {
        public long Squares;
        private double _blockSquares;
        private double _largestBlock;
        private long _total;
        private int _blocks;

        public void AddBlock(int sum, int samples)
        {
            var mean = sum / (double)(samples << DifferenceFraction);
            // A block at the edge has fewer samples and a noisier mean: as if it had all.
            mean *= Math.Sqrt(samples / (double)(BlockRows * BlockBytes));
            _blockSquares += mean * mean;
            _largestBlock = Math.Max(_largestBlock, Math.Abs(mean));
            _total += sum;
            _blocks++;
        }

        public readonly TileStatistics Finish(int samples, double alongGradient, int gradientSamples)
        {
            var meanSquare = Squares / (double)(1 << (2 * DifferenceFraction)) / samples;
            var mean = _total / (double)(samples << DifferenceFraction);
            return new TileStatistics(meanSquare, _blockSquares / _blocks, _largestBlock, mean, _blocks, alongGradient, gradientSamples);
        }
    }
}
