namespace P2IKT.Live.Focus.Readings;

/// <summary>Reads the blur radius of a window of the map. Its buffers are reused; one thread at a time.</summary>
internal sealed class WindowReader
{
    private const float ConfidentCells = 1; // a window with less confidence in all is trusted in proportion

    private float[] _radii = [];
    private float[] _weights = [];

    /// <summary>The median radius of the window, weighted with confidence, and how far it can be trusted.</summary>
    /// <param name="field">The map.</param>
    /// <param name="x">Centre of the window, as a share of the frame's width.</param>
    /// <param name="y">Centre of the window, as a share of the frame's height.</param>
    /// <returns>Pixels of the frame, and 0 to 1; NaN and 0 when no cell of the window is known.</returns>
    public (float Radius, float Confidence) Read(FocusField field, double x, double y)
    {
        var half = FocusPoint.WindowShare / 2 * Math.Min(field.Frame.Width, field.Frame.Height) / field.Stride;
        var (left, right) = Range(x * field.Frame.Width / field.Stride, half, field.Cells.Width);
        var (top, bottom) = Range(y * field.Frame.Height / field.Stride, half, field.Cells.Height);
        var count = Collect(field, left, right, top, bottom);
        float mass = 0, squares = 0;
        for (var i = 0; i < count; i++)
        {
            mass += _weights[i];
            squares += _weights[i] * _weights[i];
        }
        if (!(mass > 0))
            return (float.NaN, 0);
        Array.Sort(_radii, _weights, 0, count);
        return (Median(count, mass), squares / mass * Math.Min(1, mass / ConfidentCells));
    }

    /// <summary>The cells whose centres lie in the window: at least the one that holds its centre.</summary>
    private static (int First, int Last) Range(double centre, double half, int cells)
    {
        var first = Math.Clamp((int)Math.Ceiling(centre - half - 0.5), 0, cells - 1);
        var last = Math.Clamp((int)Math.Floor(centre + half - 0.5), 0, cells - 1);
        var middle = Math.Clamp((int)centre, 0, cells - 1);
        return (Math.Min(first, middle), Math.Max(last, middle));
    }

    private int Collect(FocusField field, int left, int right, int top, int bottom)
    {
        var most = (right - left + 1) * (bottom - top + 1);
        if (_radii.Length < most)
            (_radii, _weights) = (new float[most], new float[most]);
        var count = 0;
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                var at = (row * field.Cells.Width) + column;
                if (!float.IsFinite(field.Radii[at]) || !(field.Confidences[at] > 0))
                    continue;
                (_radii[count], _weights[count]) = (field.Radii[at], field.Confidences[at]);
                count++;
            }
        }
        return count;
    }

    private float Median(int count, float mass)
    {
        float below = 0;
        for (var i = 0; i < count; i++)
        {
            below += _weights[i];
            if (below >= mass / 2)
                return _radii[i];
        }
        return _radii[count - 1];
    }
}
