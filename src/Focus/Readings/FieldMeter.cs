namespace P2IKT.Live.Focus.Readings;

/// <summary>Reads what is in focus in the whole frame. Its buffers are reused; one thread at a time.</summary>
internal sealed class FieldMeter
{
    private const float Confident = 0.5f;
    private const float Outliers = 0.05f; // share of the cells in focus that the region leaves out at each edge

    private int[] _columns = [];
    private int[] _rows = [];

    /// <summary>The share of the confident cells that are in focus, and the rectangle that holds most of them.</summary>
    /// <param name="field">The map.</param>
    /// <param name="tolerance">Largest radius in focus, in pixels.</param>
    public (float Share, FocusRegion Region) Read(FocusField field, float tolerance)
    {
        var (width, height) = (field.Cells.Width, field.Cells.Height);
        if (_columns.Length != width || _rows.Length != height)
            (_columns, _rows) = (new int[width], new int[height]);
        Array.Clear(_columns);
        Array.Clear(_rows);
        int confident = 0, inFocus = 0;
        for (var row = 0; row < height; row++)
        {
            var radii = field.Radii.Slice(row * width, width);
            var confidences = field.Confidences.Slice(row * width, width);
            var inRow = 0;
            for (var column = 0; column < width; column++)
            {
                if (!(confidences[column] > Confident))
                    continue;
                confident++;
                if (!(radii[column] <= tolerance))
                    continue;
                inRow++;
                _columns[column]++;
            }
            _rows[row] = inRow;
            inFocus += inRow;
        }
        if (inFocus == 0)
            return (confident == 0 ? float.NaN : 0, default);
        var (left, right) = Middle(_columns, inFocus);
        var (top, bottom) = Middle(_rows, inFocus);
        float x = field.Stride / (float)field.Frame.Width, y = field.Stride / (float)field.Frame.Height;
        return (
            inFocus / (float)confident,
            new FocusRegion(left * x, top * y, Math.Min(1 - (left * x), (right - left) * x), Math.Min(1 - (top * y), (bottom - top) * y)));
    }

    /// <summary>First and one past last index, without the outliers.</summary>
    private static (int First, int End) Middle(ReadOnlySpan<int> counts, int sum)
    {
        var left = (int)(Outliers * sum);
        var (first, end) = (0, counts.Length);
        for (var outside = counts[0]; outside <= left; outside += counts[first])
            first++;
        for (var outside = counts[^1]; outside <= left; outside += counts[end - 1])
            end--;
        return (first, end);
    }
}
