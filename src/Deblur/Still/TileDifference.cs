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
    private const int Group = 48; // two blocks: three vectors of 16 bytes

    /// <summary>Compares a tile.</summary>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="average">The average, as many values.</param>
    /// <param name="place">Where the tile lies.</param>
    public static TileStatistics Measure(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, TilePlace place)
    {
        var statistics = default(Sums);
        for (var top = 0; top < place.Rows; top += BlockRows)
        {
            var rows = Math.Min(BlockRows, place.Rows - top);
            var first = place.Offset + (top * place.Stride);
            var x = 0;
            for (; x + Group <= place.RowBytes; x += Group)
                AddGroup(frame, average, first + x, rows, place.Stride, ref statistics);
            for (; x < place.RowBytes; x += BlockBytes)
                AddBlock(frame, average, first + x, Math.Min(BlockBytes, place.RowBytes - x), rows, place.Stride, ref statistics);
        }
        var alongGradient = GradientShare.Measure(frame, average, place, out var samples);
        return statistics.Finish(place.RowBytes * place.Rows, alongGradient, samples);
    }

    private static void AddGroup(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, int first, int rows, int stride, ref Sums sums)
    {
        var (left, middle, right) = (Vector256<short>.Zero, Vector256<short>.Zero, Vector256<short>.Zero);
        var squares = Vector256<int>.Zero;
        for (var row = 0; row < rows; row++)
        {
            var at = first + (row * stride);
            var (a, b, c) = (Difference(frame, average, at), Difference(frame, average, at + 16), Difference(frame, average, at + 32));
            left += a;
            middle += b;
            right += c;
            squares += SquareSums(a) + SquareSums(b) + SquareSums(c);
        }
        var samples = BlockBytes * rows;
        sums.AddBlock(Sum(left) + Sum(middle.GetLower()), samples);
        sums.AddBlock(Sum(middle.GetUpper()) + Sum(right), samples);
        sums.Squares += Sum(squares);
    }

    private static void AddBlock(
        ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, int first, int bytes, int rows, int stride, ref Sums sums)
    {
        var sum = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var at = first + (row * stride); at < first + (row * stride) + bytes; at++)
            {
                var difference = ((frame[at] << Fraction) - average[at]) >> (Fraction - DifferenceFraction);
                sum += difference;
                sums.Squares += difference * difference;
            }
        }
        sums.AddBlock(sum, bytes * rows);
    }

    private static Vector256<short> Difference(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, int at) =>
        Vector256.ShiftRightArithmetic(Scaled(frame[at..]) - Vector256.Create<short>(average[at..]), Fraction - DifferenceFraction);

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
