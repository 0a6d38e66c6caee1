using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Confidence;

/// <summary>
/// How far a blur radius can be trusted, from the texture at its place: for networks without a confidence of their own. Where the picture
/// is flat, any radius fits it, and a network guesses.
/// </summary>
/// <remarks>
/// <para>The measure is the mean absolute gradient of green, averaged over 2x2 pixels, in a neighbourhood of 3x3 cells. A heavily defocused
/// edge keeps enough of it: a step of 100 levels over a disc of 16 pixels across still has 6 levels a pixel.</para>
/// <para>Noise looks like texture, so the gradient that it makes is subtracted. It is measured with a filter that answers to noise and not
/// to blurred edges (J. Immerkær, "Fast Noise Variance Estimation", CVIU 1996), in the tenth of the cells with the smallest answer.</para>
/// <para>Buffers are made once; used by one thread.</para>
/// </remarks>
internal sealed class TextureConfidence
{
    private const float NoTexture = 1.2f; // levels for half a pair of pixels, above the noise: below it a radius is a guess
    private const float FullTexture = 4.5f;
    private const float MostNoise = 6; // in the same units; a frame that is all fine texture looks noisier
    private const float GradientOfNoise = 0.471f; // E(|gx| + |gy|) / E|filter| of white noise: 2 * sqrt(2) / 6
    private const float FlatShare = 0.1f;
    private const float MeanOfNoise = 1.3f; // over its tenth percentile, for cells of 4x4 values
    private const int Samples = 1500; // cells that are looked at to find the flattest
    private const int BytesPerPixel = 3;
    private const int Green = 1;

    private readonly FrameSize _size;
    private readonly FrameSize _cells;
    private readonly int _stride;
    private readonly int _halfWidth;
    private readonly int _sampledCells; // one of so many
    private readonly int[] _gradientSums;
    private readonly int[] _noiseSums;
    private readonly float[] _gradients;
    private readonly float[] _noises;
    private readonly float[] _sorted;
    private readonly float[] _columnSums;
    private short[] _top;
    private short[] _middle;
    private short[] _bottom;

    /// <param name="size">Size of the frames.</param>
    /// <param name="cells">Columns and rows of the map.</param>
    /// <param name="stride">Width and height of a cell in pixels.</param>
    public TextureConfidence(FrameSize size, FrameSize cells, int stride)
    {
        (_size, _cells, _stride, _halfWidth) = (size, cells, stride, Math.Max(1, size.Width / 2));
        (_top, _middle, _bottom) = (new short[_halfWidth], new short[_halfWidth], new short[_halfWidth]);
        (_gradientSums, _noiseSums) = (new int[_halfWidth], new int[_halfWidth]);
        (_gradients, _noises) = (new float[cells.Pixels], new float[cells.Pixels]);
        _sampledCells = (int)Math.Max(1, cells.Pixels / Samples);
        _sorted = new float[(cells.Pixels + _sampledCells - 1) / _sampledCells];
        _columnSums = new float[cells.Width];
    }

    /// <summary>Writes the confidence of each cell.</summary>
    /// <param name="bgr">The frame, packed BGR.</param>
    /// <param name="confidence">One value for each cell, 0 to 1.</param>
    public void Write(ReadOnlySpan<byte> bgr, Span<float> confidence)
    {
        for (var cell = 0; cell < _cells.Height; cell++)
            MeasureCells(bgr, cell);
        var noise = Noise();
        for (var row = 0; row < _cells.Height; row++)
        {
            SumColumns(row, _columnSums);
            WriteRow(
                noise, Math.Min(row + 1, _cells.Height - 1) - Math.Max(row - 1, 0) + 1, confidence.Slice(row * _cells.Width, _cells.Width));
        }
    }

    /// <summary>Adds the gradients of a row of cells, of that above and of that below.</summary>
    private void SumColumns(int row, Span<float> sums)
    {
        Gradients(row).CopyTo(sums);
        if (row > 0)
            TensorPrimitives.Add(sums, Gradients(row - 1), sums);
        if (row < _cells.Height - 1)
            TensorPrimitives.Add(sums, Gradients(row + 1), sums);
    }

    private Span<float> Gradients(int row) => _gradients.AsSpan(row * _cells.Width, _cells.Width);

    private void WriteRow(float noise, int rows, Span<float> target)
    {
        float before = 0, here = _columnSums[0];
        for (var column = 0; column < target.Length; column++)
        {
            var isLast = column == target.Length - 1;
            var after = isLast ? 0 : _columnSums[column + 1];
            var cells = rows * (3 - (column == 0 ? 1 : 0) - (isLast ? 1 : 0));
            target[column] = Ramp((((before + here + after) / cells) - noise - NoTexture) / (FullTexture - NoTexture));
            (before, here) = (here, after);
        }
    }

    private static float Ramp(float share)
    {
        var clamped = Math.Clamp(share, 0, 1);
        return clamped * clamped * (3 - (2 * clamped));
    }

    /// <summary>
    /// The mean gradient of a row of cells, in levels for one step of two pixels, and the part of it that looks like noise.
    /// </summary>
    private void MeasureCells(ReadOnlySpan<byte> bgr, int cell)
    {
        var last = Math.Max(1, _size.Height / 2) - 1;
        var first = Math.Min(cell * _stride / 2, last);
        var end = Math.Clamp(((cell + 1) * _stride / 2) - 1, first, last);
        Array.Clear(_gradientSums);
        Array.Clear(_noiseSums);
        Halve(bgr, Math.Max(0, first - 1), _top);
        Halve(bgr, first, _middle);
        for (var y = first; y <= end; y++)
        {
            Halve(bgr, Math.Min(last, y + 1), _bottom);
            AddGradients(_middle, _top, _gradientSums);
            AddNoise(_top, _middle, _bottom, _noiseSums);
            (_top, _middle, _bottom) = (_middle, _bottom, _top);
        }
        for (var column = 0; column < _cells.Width; column++)
        {
            var left = Math.Min(column * _stride / 2, _halfWidth - 1);
            var right = Math.Clamp(((column + 1) * _stride / 2) - 1, left, _halfWidth - 1);
            int gradient = 0, noise = 0;
            for (var x = left; x <= right; x++)
            {
                gradient += _gradientSums[x];
                noise += _noiseSums[x];
            }
            var values = 4f * (right - left + 1) * (end - first + 1);
            _gradients[(cell * _cells.Width) + column] = gradient / values;
            _noises[(cell * _cells.Width) + column] = noise * GradientOfNoise / values;
        }
    }

    /// <summary>Sums of green over 2x2 pixels: a row at half size. An odd last row or column counts for none.</summary>
    private void Halve(ReadOnlySpan<byte> bgr, int y, Span<short> target)
    {
        var row = _size.Width * BytesPerPixel;
        Halve(
            bgr.Slice(Math.Min(2 * y, _size.Height - 1) * row, row), bgr.Slice(Math.Min((2 * y) + 1, _size.Height - 1) * row, row), target);
    }

    /// <summary>Sums of green over 2x2 pixels of two rows of packed BGR.</summary>
    internal static void Halve(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<short> target)
    {
        var x = HalveVectors(upper, lower, target);
        for (; x < target.Length; x++)
        {
            var at = (2 * x * BytesPerPixel) + Green;
            var next = Math.Min(at + BytesPerPixel, upper.Length - BytesPerPixel + Green);
            target[x] = (short)(upper[at] + upper[next] + lower[at] + lower[next]);
        }
    }

    /// <summary>The same, eight sums at a time, as far as whole vectors go.</summary>
    /// <returns>How many sums were written.</returns>
    private static int HalveVectors(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<short> target)
    {
        const int Sums = 8, Bytes = 2 * Sums * BytesPerPixel;
        var count = Math.Min(target.Length, upper.Length / (2 * BytesPerPixel)) / Sums;
        for (var i = 0; i < count; i++)
        {
            var (firstHigh, secondHigh) = Vector128.Widen(Greens(upper[(i * Bytes)..]));
            var (firstLow, secondLow) = Vector128.Widen(Greens(lower[(i * Bytes)..]));
            var sums = Vector128.Narrow(Pairs(firstHigh + firstLow), Pairs(secondHigh + secondLow));
            sums.AsInt16().CopyTo(target[(i * Sums)..]);
        }
        return count * Sums;
    }

    /// <summary>Green of 16 pixels.</summary>
    private static Vector128<byte> Greens(ReadOnlySpan<byte> bgr)
    {
        const byte None = 255; // gives 0
        return Vector128.Shuffle(
                Vector128.Create(bgr), Vector128.Create(1, 4, 7, 10, 13, None, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(
                Vector128.Create(bgr[16..]),
                Vector128.Create(None, None, None, None, None, 0, 3, 6, 9, 12, 15, None, None, None, None, None))
            | Vector128.Shuffle(
                Vector128.Create(bgr[32..]),
                Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 2, 5, 8, 11, 14));
    }

    /// <summary>Sums of neighbours.</summary>
    private static Vector128<uint> Pairs(Vector128<ushort> values) =>
        (values.AsUInt32() & Vector128.Create(0xFFFFu)) + (values.AsUInt32() >> 16);

    /// <summary>Adds the absolute differences to the left and to the row above.</summary>
    private static void AddGradients(ReadOnlySpan<short> row, ReadOnlySpan<short> above, Span<int> sums)
    {
        sums[0] += Math.Abs(row[0] - above[0]);
        var x = 1;
        var width = Vector<short>.Count;
        for (; x + width <= row.Length; x += width)
        {
            var here = new Vector<short>(row[x..]);
            var differences = Vector.Abs(here - new Vector<short>(row[(x - 1)..])) + Vector.Abs(here - new Vector<short>(above[x..]));
            Vector.Widen(differences, out var low, out var high);
            (new Vector<int>(sums[x..]) + low).CopyTo(sums[x..]);
            (new Vector<int>(sums[(x + Vector<int>.Count)..]) + high).CopyTo(sums[(x + Vector<int>.Count)..]);
        }
        for (; x < row.Length; x++)
            sums[x] += Math.Abs(row[x] - row[x - 1]) + Math.Abs(row[x] - above[x]);
    }

    /// <summary>Adds the absolute answers of the filter [1 -2 1; -2 4 -2; 1 -2 1] around the middle row.</summary>
    private static void AddNoise(ReadOnlySpan<short> top, ReadOnlySpan<short> middle, ReadOnlySpan<short> bottom, Span<int> sums)
    {
        var width = Vector<short>.Count;
        var x = 1;
        for (; x + width < middle.Length; x += width)
        {
            var answers = Vector.Abs(
                Down(top, middle, bottom, x - 1) - (Down(top, middle, bottom, x) * 2) + Down(top, middle, bottom, x + 1));
            Vector.Widen(answers, out var low, out var high);
            (new Vector<int>(sums[x..]) + low).CopyTo(sums[x..]);
            (new Vector<int>(sums[(x + Vector<int>.Count)..]) + high).CopyTo(sums[(x + Vector<int>.Count)..]);
        }
        for (; x < middle.Length - 1; x++)
        {
            sums[x] += Math.Abs(
                top[x - 1] - (2 * top[x]) + top[x + 1] - (2 * (middle[x - 1] - (2 * middle[x]) + middle[x + 1]))
                + bottom[x - 1] - (2 * bottom[x]) + bottom[x + 1]);
        }
    }

    private static Vector<short> Down(ReadOnlySpan<short> top, ReadOnlySpan<short> middle, ReadOnlySpan<short> bottom, int x) =>
        new Vector<short>(top[x..]) - (new Vector<short>(middle[x..]) * 2) + new Vector<short>(bottom[x..]);

    /// <summary>The gradient that noise alone makes, from the cells where it is least mixed with texture.</summary>
    private float Noise()
    {
        for (var i = 0; i < _sorted.Length; i++)
            _sorted[i] = _noises[i * _sampledCells];
        Array.Sort(_sorted);
        return Math.Min(MostNoise, MeanOfNoise * _sorted[(int)(FlatShare * (_sorted.Length - 1))]);
    }
}
