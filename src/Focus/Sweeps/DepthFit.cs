using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>
/// A focus curve in each cell, as running sums: the position of best focus lies between frames, and a noisy reading does not decide.
/// </summary>
internal sealed class DepthFit(int cells, FocusSweepOptions options)
{
    private readonly NormalEquations[] _equations = new NormalEquations[cells];
    private readonly float[] _least = new float[cells]; // radius
    private readonly double[] _leastAt = new double[cells], _low = new double[cells], _high = new double[cells];
    private double _origin = double.NaN; // positions count from here, so that their fourth powers stay small

    public void Clear()
    {
        Array.Clear(_equations);
        _least.AsSpan().Fill(float.PositiveInfinity);
        _leastAt.AsSpan().Fill(double.NaN);
        _low.AsSpan().Fill(double.PositiveInfinity);
        _high.AsSpan().Fill(double.NegativeInfinity);
        _origin = double.NaN;
    }

    public void Add(int cell, double position, float radius, float confidence)
    {
        if (double.IsNaN(_origin))
            _origin = position;
        if (radius < _least[cell])
            (_least[cell], _leastAt[cell]) = (radius, position);
        if (radius >= options.MaxRadius)
            return;
        (_low[cell], _high[cell]) = (Math.Min(_low[cell], position), Math.Max(_high[cell], position));
        var sigma = options.Noise.Sigma(radius, confidence);
        var weighted = Math.Max(radius, 0.5); // a radius that is too small by chance must not get all the weight
        _equations[cell].Add(position - _origin, (radius * radius) - (sigma * sigma), 1 / (4 * weighted * weighted * sigma * sigma));
    }

    public void CopyTo(Span<float> positions)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            var isCurve = _equations[i].TrySolve(out var fit, out _, out _, out _) && fit.C > 0
                && fit.Vertex + _origin >= _low[i] && fit.Vertex + _origin <= _high[i];
            positions[i] = (float)(isCurve ? fit.Vertex + _origin : _leastAt[i]);
        }
    }
}
