namespace P2IKT.Live.Focus.Manual;

/// <summary>
/// The ring position c at which a third point is in focus, once two others give the ring's position x: y = r² = (x − c)² + b², so y − x² is
/// linear in x with the slope −2c. The focus need not have passed the point.
/// </summary>
/// <remarks>Samples are kept by the raw difference u of the two others, so that they hold when their geometry is found better.</remarks>
internal sealed class PointLocation(ManualFocusOptions options)
{
    private const int Capacity = 240;
    private const int Least = 12; // samples
    private const double MaxSigma = 0.7; // pixels: a place that is known worse is not shown
    private const double MaxNoise = 40; // of the reduced squared residuals: more than for two points, as sigma grows with it

    private readonly double[] _u = new double[Capacity];
    private readonly double[] _y = new double[Capacity];
    private readonly double[] _varianceOfU = new double[Capacity];
    private readonly double[] _varianceOfY = new double[Capacity];
    private int _count, _next;
    private double _lastU = double.NaN, _lastRadius = double.NaN;

    /// <summary>Why there is no place, or Readable.</summary>
    public ManualFocusStatus Status { get; private set; } = ManualFocusStatus.NotEnoughMotion;

    /// <summary>c, in pixels of blur radius.</summary>
    public double Place { get; private set; }

    /// <summary>Its standard deviation, in pixels.</summary>
    public double Sigma { get; private set; }

    public void Clear() => (_count, _next, _lastU, _lastRadius, Status) = (0, 0, double.NaN, double.NaN, ManualFocusStatus.NotEnoughMotion);

    /// <summary>Takes a reading of the point, and places it.</summary>
    /// <param name="axis">The two other points on the same frame, readable.</param>
    /// <param name="radius">Blur radius of the point, in pixels.</param>
    /// <param name="confidence">How far it can be trusted.</param>
    public void Observe(ManualFocus axis, float radius, float confidence)
    {
        var sigma = options.Noise.Sigma(radius, confidence);
        if (!(Math.Abs(radius - _lastRadius) < sigma && Math.Abs(axis.Difference - _lastU) < Math.Sqrt(axis.VarianceOfDifference)))
        {
            (_lastRadius, _lastU) = (radius, axis.Difference);
            (_u[_next], _y[_next]) = (axis.Difference, (radius * radius) - (sigma * sigma));
            (_varianceOfU[_next], _varianceOfY[_next]) = (axis.VarianceOfDifference, TwoPointFit.VarianceOfSquare(radius, sigma));
            _next = (_next + 1) % Capacity;
            _count = Math.Min(_count + 1, Capacity);
        }
        Fit(axis.Middle, 2 * axis.Reading.Separation);
    }

    private void Fit(double middle, double scale)
    {
        double w = 0, wx = 0, wz = 0, wxx = 0, wxz = 0, wzz = 0;
        for (var i = 0; i < _count; i++)
        {
            var x = (_u[i] - middle) / scale;
            var z = _y[i] - (x * x);
            var away = x - Place; // of the fit before: the slope of y there
            var weight = 1 / (_varianceOfY[i] + (4 * away * away * _varianceOfU[i] / (scale * scale)));
            w += weight;
            wx += weight * x;
            wz += weight * z;
            wxx += weight * x * x;
            wxz += weight * x * z;
            wzz += weight * z * z;
        }
        var spread = wxx - (wx * wx / w);
        Status = ManualFocusStatus.NotEnoughMotion;
        if (_count < Least || !(spread > 0))
            return;
        var slope = (wxz - (wx * wz / w)) / spread;
        var residual = Math.Max(0, wzz - (wz * wz / w) - (slope * slope * spread)) / (_count - 2);
        (Place, Sigma) = (-slope / 2, Math.Sqrt(Math.Max(1, residual) / spread) / 2);
        if (residual > MaxNoise)
            Status = ManualFocusStatus.Inconsistent;
        else if (Sigma <= MaxSigma)
            Status = ManualFocusStatus.Readable;
    }
}
