using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Still;

/// <summary>How far a tile of a frame is from a picture that was averaged over time, and that picture's next value.</summary>
/// <remarks>
/// The average has 7 bits behind the point, so that its largest value, 255 * 128, is a <see cref="short"/>. Differences are summed with 4
/// bits behind the point over blocks of 8x8 pixels: 8 rows of the largest one are a <see cref="short"/>, too. Where the tile is narrower
/// than a vector's multiple, the rest goes value by value, by the same rules.
/// </remarks>
internal static class TileDifference
{
    /// <summary>The average's values for one level of the frame.</summary>
    public const int One = 1 << Fraction;

    private const int Fraction = 7;
    private const int DifferenceFraction = 4;
    private const int Channels = 3;
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
        var alongGradient = ShareAlongGradient(frame, average, place, out var samples);
        return statistics.Finish(place.RowBytes * place.Rows, alongGradient, samples);
    }

    /// <summary>Moves the average of a tile towards the frame, by 1/2^shift of the difference; 0 replaces it.</summary>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="average">The average, as many values.</param>
    /// <param name="place">Where the tile lies.</param>
    /// <param name="shift">0 to 6.</param>
    public static void Update(ReadOnlySpan<byte> frame, Span<short> average, TilePlace place, int shift)
    {
        var half = (short)(shift > 0 ? 1 << (shift - 1) : 0);
        for (var row = 0; row < place.Rows; row++)
        {
            var from = frame.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var to = average.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var x = 0;
            for (; x + Vector128<byte>.Count <= from.Length; x += Vector128<byte>.Count)
            {
                var was = Vector256.Create<short>(to[x..]);
                var step = Vector256.ShiftRightArithmetic(Scaled(from[x..]) - was + Vector256.Create(half), shift);
                (was + step).CopyTo(to[x..]);
            }
            for (; x < from.Length; x++)
                to[x] += (short)(((from[x] << Fraction) - to[x] + half) >> shift);
        }
    }

    /// <summary>The mean square of the difference of two averages over a tile, in levels squared.</summary>
    public static double MeanSquare(ReadOnlySpan<short> average, ReadOnlySpan<short> other, TilePlace place)
    {
        var sum = 0L;
        for (var row = 0; row < place.Rows; row++)
        {
            var a = average.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var b = other.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var x = 0;
            var squares = Vector256<int>.Zero; // 12 vectors of a row, each square below 2^24: no overflow
            for (; x + Vector256<short>.Count <= a.Length; x += Vector256<short>.Count)
            {
                var difference = Vector256.ShiftRightArithmetic(Vector256.Create<short>(a[x..]) - Vector256.Create<short>(b[x..]), Fraction - DifferenceFraction);
                squares += SquareSums(difference);
            }
            sum += Sum(squares);
            for (; x < a.Length; x++)
            {
                var difference = (a[x] - b[x]) >> (Fraction - DifferenceFraction);
                sum += difference * difference;
            }
        }
        return sum / (double)(1 << (2 * DifferenceFraction)) / (place.RowBytes * place.Rows);
    }

    /// <summary>Writes the average of a tile as pixels, rounded.</summary>
    public static void Write(ReadOnlySpan<short> average, Span<byte> pixels, TilePlace place)
    {
        for (var row = 0; row < place.Rows; row++)
        {
            var from = average.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var to = pixels.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var x = 0;
            for (; x + Vector128<byte>.Count <= from.Length; x += Vector128<byte>.Count)
                Rounded(from[x..]).CopyTo(to[x..]);
            for (; x < from.Length; x++)
                to[x] = Rounded(from[x]);
        }
    }

    /// <summary>Writes the average of a tile as pixels, rounded, but nowhere farther from a frame than a limit.</summary>
    /// <param name="average">The average.</param>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="pixels">What is written, BGR.</param>
    /// <param name="place">Where the tile lies.</param>
    /// <param name="limit">In levels.</param>
    public static void WriteNear(ReadOnlySpan<short> average, ReadOnlySpan<byte> frame, Span<byte> pixels, TilePlace place, byte limit)
    {
        for (var row = 0; row < place.Rows; row++)
        {
            var at = place.Offset + (row * place.Stride);
            var from = average.Slice(at, place.RowBytes);
            var near = frame.Slice(at, place.RowBytes);
            var to = pixels.Slice(at, place.RowBytes);
            var x = 0;
            var limits = Vector128.Create(limit);
            for (; x + Vector128<byte>.Count <= from.Length; x += Vector128<byte>.Count)
            {
                var centre = Vector128.Create(near[x..]);
                var least = Vector128.SubtractSaturate(centre, limits);
                Vector128.Min(Vector128.Max(Rounded(from[x..]), least), Vector128.AddSaturate(centre, limits)).CopyTo(to[x..]);
            }
            for (; x < from.Length; x++)
                to[x] = (byte)Math.Clamp(Rounded(from[x]), near[x] - limit, near[x] + limit);
        }
    }

    /// <summary>
    /// The share of the difference that lies along the picture's gradient, horizontal or vertical: what moves by a little differs by its
    /// gradient (the first term of a Taylor series). One row in eight is looked at. Each pixel's gradient comes from its neighbours alone,
    /// so that its own noise does not count.
    /// </summary>
    private static double ShareAlongGradient(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, TilePlace place, out int samples)
    {
        samples = 0;
        var sums = default(GradientSums);
        for (var row = BlockRows / 2; row < place.Rows - 1; row += BlockRows)
        {
            var first = place.Offset + (row * place.Stride);
            var (at, end) = (first + Channels, first + place.RowBytes - Channels);
            samples += Math.Max(0, end - at);
            for (; at + Vector256<short>.Count <= end; at += Vector256<short>.Count)
            {
                var difference = Scaled(frame[at..]) - Vector256.Create<short>(average[at..]);
                var x = Vector256.Create<short>(average[(at + Channels)..]) - Vector256.Create<short>(average[(at - Channels)..]);
                var y = Vector256.Create<short>(average[(at + place.Stride)..]) - Vector256.Create<short>(average[(at - place.Stride)..]);
                sums.Add(difference.GetLower(), x.GetLower(), y.GetLower());
                sums.Add(difference.GetUpper(), x.GetUpper(), y.GetUpper());
            }
            for (; at < end; at++)
            {
                sums.Add(
                    (frame[at] << Fraction) - average[at], average[at + Channels] - average[at - Channels],
                    average[at + place.Stride] - average[at - place.Stride]);
            }
        }
        return sums.Share;
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

    private static void AddBlock(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, int first, int bytes, int rows, int stride, ref Sums sums)
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

    private static Vector256<short> Scaled(ReadOnlySpan<byte> pixels)
    {
        var bytes = Vector128.Create(pixels);
        return Vector256.ShiftLeft(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16(), Fraction);
    }

    private static byte Rounded(short average) => (byte)((average + (One / 2)) >> Fraction);

    private static Vector128<byte> Rounded(ReadOnlySpan<short> average)
    {
        var half = Vector128.Create((short)(One / 2));
        return Vector128.Narrow(
            Vector128.ShiftRightLogical((Vector128.Create(average) + half).AsUInt16(), Fraction),
            Vector128.ShiftRightLogical((Vector128.Create(average[Vector128<short>.Count..]) + half).AsUInt16(), Fraction));
    }

    /// <summary>The squares, summed two by two: at most 2 * 4080^2, and of 8 rows of three vectors less than 2^31.</summary>
    private static Vector256<int> SquareSums(Vector256<short> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return (lower * lower) + (upper * upper);
    }

    private static int Sum(Vector256<short> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return Vector256.Sum(lower + upper);
    }

    private static int Sum(Vector128<short> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        return Vector128.Sum(lower + upper);
    }

    private static long Sum(Vector256<int> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return Vector256.Sum(lower + upper);
    }

    /// <summary>Products of a difference with the gradient, summed; the values are below 2^15 and their sums of less than 2^11 products.</summary>
    private struct GradientSums
    {
        private Vector256<float> _squares, _alongX, _alongY, _x, _y;

        public readonly double Share
        {
            get
            {
                double squares = Vector256.Sum(_squares), alongX = Vector256.Sum(_alongX), alongY = Vector256.Sum(_alongY);
                double x = Vector256.Sum(_x), y = Vector256.Sum(_y);
                return squares == 0 ? 0 : Math.Max(x > 0 ? alongX * alongX / x : 0, y > 0 ? alongY * alongY / y : 0) / squares;
            }
        }

        public void Add(Vector128<short> difference, Vector128<short> x, Vector128<short> y) => Add(Widen(difference), Widen(x), Widen(y));

        public void Add(float difference, float x, float y) =>
            Add(Vector256.CreateScalar(difference), Vector256.CreateScalar(x), Vector256.CreateScalar(y));

        private static Vector256<float> Widen(Vector128<short> values)
        {
            var (lower, upper) = Vector128.Widen(values);
            return Vector256.ConvertToSingle(Vector256.Create(lower, upper));
        }

        private void Add(Vector256<float> difference, Vector256<float> x, Vector256<float> y)
        {
            _squares += difference * difference;
            _alongX += difference * x;
            _alongY += difference * y;
            _x += x * x;
            _y += y * y;
        }
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

        public readonly TileStatistics Finish(int samples, double alongGradient, int gradientSamples) => new(
            Squares / (double)(1 << (2 * DifferenceFraction)) / samples, _blockSquares / _blocks, _largestBlock, _total / (double)(samples << DifferenceFraction), _blocks, alongGradient, gradientSamples);
    }
}

/// <summary>The difference of a tile from its average, in levels of 8 bits.</summary>
/// <param name="MeanSquare">Mean square over all values.</param>
/// <param name="BlockMeanSquare">Mean square of the means over blocks of 8x8 pixels: what is left where noise cancels out.</param>
/// <param name="LargestBlock">The largest of these means, without its sign.</param>
/// <param name="Mean">The mean, with its sign.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="AlongGradient">Share of the difference that lies along the picture's gradient, 0 to 1.</param>
/// <param name="GradientSamples">Number of values that it was taken from.</param>
internal readonly record struct TileStatistics(
    double MeanSquare, double BlockMeanSquare, double LargestBlock, double Mean, int Blocks, double AlongGradient, int GradientSamples)
{
    // For noise the first two shares are near one over the number of values, or of blocks; these are times that. JPEG makes noise of
    // neighbours alike, so that there are fewer of either, and leaves up to a third of the variance in the means of blocks. A whole tile has
    // 1,500 values that the gradient is compared with, and 64 blocks.
    private const double MostAlongGradient = 150;
    private const double MostInMean = 25;
    private const double MostInBlocks = 1.0 / 3;
    private const double LeastMean = 0.2, LeastBlock = 0.2; // levels: rounding

    /// <summary>Whether noise alone can have this structure; movement, fades and flicker have another, whatever the noise.</summary>
    public bool LooksLikeNoise => AlongGradient * GradientSamples <= MostAlongGradient
        && Mean * Mean <= Math.Max(MostInMean / Blocks * BlockMeanSquare, LeastMean * LeastMean)
        && BlockMeanSquare <= Math.Max(MostInBlocks * MeanSquare, LeastBlock * LeastBlock);
}
