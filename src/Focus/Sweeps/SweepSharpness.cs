using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>
/// How sharp each cell of a frame is, compared with other frames of the same still scene. Within a pixel of the best focus a blur radius no
/// longer changes, but the contrast still does; far from it contrast can mislead, and the radius does not. Both together name the sharpest
/// of nine frames more often than either (see docs/focus.md).
/// </summary>
/// <remarks>
/// The contrast is Brenner's: squared differences of green at a distance of two pixels, the larger of both directions, over
/// 29 pixels.
/// Allocates only when it is made; one thread at a time.
/// </remarks>
public sealed class SweepSharpness
{
    /// <summary>
    /// Radii that differ by more decide alone, in pixels: beside a depth edge, contrast is that of the blurred light of its other side.
    /// </summary>
    public const float Reach = 2;

    /// <summary>
    /// A score that falls by this replaces a frame as a radius that falls to 1/e does. From 2 to 3 is best on real stacks.
    /// </summary>
    public const float ScorePerRadius = 3;

    private const float RadiusOffset = 2; // pixels: below it the radius counts little
    private const float ContrastWeight = 3; // of the logarithm of the energy, beside that of the radius
    private const int Distance = 2; // pixels
    private static readonly float[] Neighbours = [1, 1, 0.3f]; // weights of cells by their distance: 29 pixels with cells of 8
    private const int Farthest = 2; // cells that count, on either side
    private const int BytesPerPixel = 3;
    private const int Green = 1;

    private readonly FrameSize _frame, _cells;
    private readonly int _stride;
    private readonly float[] _energies, _radii;
    private readonly float[] _radiusSums, _energySums; // of a column of cells around the present row

    /// <param name="frame">Size of the frames, in pixels.</param>
    /// <param name="cells">Columns and rows of their blur maps.</param>
    /// <param name="stride">Width and height of a cell, in pixels.</param>
    public SweepSharpness(FrameSize frame, FrameSize cells, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        (_frame, _cells, _stride) = (frame, cells, stride);
        (_energies, _radii) = (new float[cells.Pixels], new float[cells.Pixels]);
        (_radiusSums, _energySums) = (new float[cells.Width], new float[cells.Width]);
    }

    /// <summary>Scores a frame.</summary>
    /// <param name="bgr">Its pixels, BGR.</param>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="field">Its blur map.</param>
    /// <param name="scores">One for each cell; smaller is sharper. Comparable between frames of one scene, not between cells.</param>
    public void Measure(ReadOnlySpan<byte> bgr, int rowBytes, in FocusField field, Span<float> scores)
    {
        for (var row = 0; row < _cells.Height; row++)
            AddEnergies(bgr, rowBytes, row);
        field.Radii.CopyTo(_radii);
        for (var row = 0; row < _cells.Height; row++)
        {
            SumColumns(_radii, row, _radiusSums);
            SumColumns(_energies, row, _energySums);
            var rowWeights = WeightsAround(row, _cells.Height);
            var line = scores.Slice(row * _cells.Width, _cells.Width);
            for (var column = 0; column < line.Length; column++)
            {
                var weights = rowWeights * WeightsAround(column, line.Length);
                var (radius, energy) = (SumAround(_radiusSums, column) / weights, SumAround(_energySums, column) / weights);
                line[column] = MathF.Log(Math.Max(0, radius) + RadiusOffset) - (ContrastWeight * MathF.Log(energy + 1));
            }
        }
    }

    /// <summary>The mean energy of the pixels of each cell in a row of cells.</summary>
    private void AddEnergies(ReadOnlySpan<byte> bgr, int rowBytes, int row)
    {
        var energies = _energies.AsSpan(row * _cells.Width, _cells.Width);
        energies.Clear();
        var (top, end) = (row * _stride, Math.Min((row + 1) * _stride, _frame.Height));
        for (var y = top; y < end; y++)
        {
            var line = bgr.Slice(y * rowBytes, _frame.Width * BytesPerPixel);
            var below = bgr.Slice(Math.Min(y + Distance, _frame.Height - 1) * rowBytes, _frame.Width * BytesPerPixel);
            for (var column = 0; column < energies.Length; column++)
            {
                var (left, right) = (column * _stride, Math.Min((column + 1) * _stride, _frame.Width));
                var sum = 0;
                for (var x = left; x < right; x++)
                {
                    var here = line[(x * BytesPerPixel) + Green];
                    var across = line[(Math.Min(x + Distance, _frame.Width - 1) * BytesPerPixel) + Green] - here;
                    var down = below[(x * BytesPerPixel) + Green] - here;
                    sum += Math.Max(across * across, down * down);
                }
                energies[column] += sum / (float)Math.Max(1, (right - left) * (end - top));
            }
        }
    }

    /// <summary>Sums the cells of each column around a row, weighted by their distance.</summary>
    private void SumColumns(ReadOnlySpan<float> map, int row, Span<float> sums)
    {
        sums.Clear();
        for (var y = Math.Max(0, row - Farthest); y <= Math.Min(_cells.Height - 1, row + Farthest); y++)
        {
            var weight = Neighbours[Math.Abs(y - row)];
            var line = map.Slice(y * _cells.Width, sums.Length);
            for (var column = 0; column < sums.Length; column++)
                sums[column] += weight * line[column];
        }
    }

    private static float SumAround(ReadOnlySpan<float> sums, int column)
    {
        var sum = 0f;
        for (var x = Math.Max(0, column - Farthest); x <= Math.Min(sums.Length - 1, column + Farthest); x++)
            sum += Neighbours[Math.Abs(x - column)] * sums[x];
        return sum;
    }

    private static float WeightsAround(int index, int count)
    {
        var sum = 0f;
        for (var i = Math.Max(0, index - Farthest); i <= Math.Min(count - 1, index + Farthest); i++)
            sum += Neighbours[Math.Abs(i - index)];
        return sum;
    }
}
