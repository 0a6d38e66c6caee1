using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Where in a sweep one place is sharpest. Its buffers are reused; one thread at a time.</summary>
/// <param name="positions">The focus positions, rising.</param>
internal sealed class SweepPeak(IReadOnlyList<double> positions)
{
    private readonly FocusCurve _curve = new(capacity: Math.Max(4, positions.Count));

    /// <summary>Of a measure without units: the vertex of the parabola through the best value and its neighbours.</summary>
    /// <param name="values">One for each position; smaller is sharper.</param>
    /// <returns>The position; null when the best is at an end.</returns>
    public double? OfValues(ReadOnlySpan<double> values)
    {
        var least = 0;
        for (var i = 1; i < values.Length; i++)
            least = values[i] < values[least] ? i : least;
        if (least == 0 || least == values.Length - 1)
            return null;
        // Through three points at uneven distances (Newton's divided differences).
        var (x0, x1, x2) = (positions[least - 1], positions[least], positions[least + 1]);
        var first = (values[least] - values[least - 1]) / (x1 - x0);
        var second = (values[least + 1] - values[least]) / (x2 - x1);
        var curvature = (second - first) / (x2 - x0);
        return curvature > 0 ? Math.Clamp(((x0 + x1) / 2) - (first / (2 * curvature)), x0, x2) : x1;
    }

    /// <summary>Of radii: the focus curve over all positions.</summary>
    /// <param name="radii">In pixels, one for each position.</param>
    /// <param name="confidences">0 to 1.</param>
    public FocusCurveFit OfRadii(ReadOnlySpan<float> radii, ReadOnlySpan<float> confidences)
    {
        _curve.Clear();
        for (var i = 0; i < radii.Length; i++)
            _curve.Add(new FocusSample(positions[i], radii[i], confidences[i]));
        return _curve.Fit();
    }
}
