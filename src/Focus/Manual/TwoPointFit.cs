using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Manual;

/// <summary>
/// The geometry of two points from their radii alone. With y = r² the difference u = y1 − y2 is linear in the ring's position, and the sum
/// s = y1 + y2 is a parabola of it, so s is a parabola of u. Its curvature gives the separation of the points, its vertex their middle.
/// </summary>
/// <remarks>
/// s = s0 + (u − u0)²/(2L²), with L the separation in pixels; the signed defocus of the points is (u − u0)/(2L) ± L/2. Both u and s are
/// measured: the weight of a sample is the inverse of the variance of s − g·u, with g the slope of the curve there.
/// </remarks>
internal sealed class TwoPointFit(ManualFocusOptions options)
{
    private const int Capacity = 240;
    private const int Rounds = 6;
    private const double HuberFrom = 2.5;
    private const double MostTooSmall = 0.3; // of L², where it should be half of it
    private const double MaxNoise = 6; // of the reduced squared residuals: beyond, it is not one lens

    private readonly double[] _u = new double[Capacity];
    private readonly double[] _s = new double[Capacity];
    private readonly double[] _variance1 = new double[Capacity];
    private readonly double[] _variance2 = new double[Capacity];
    private int _count, _next;

    /// <summary>Why there is no geometry, or Readable.</summary>
    public ManualFocusStatus Status { get; private set; } = ManualFocusStatus.NotEnoughMotion;

    /// <summary>u at which the focus lies in the middle between the points.</summary>
    public double Middle { get; private set; }

    /// <summary>L, in pixels.</summary>
    public double Separation { get; private set; }

    public void Clear() => (_count, _next, Status) = (0, 0, ManualFocusStatus.NotEnoughMotion);

    /// <summary>Takes a pair of radii; only where the ring has moved since the last, so that a pause does not fill the memory.</summary>
    public void Add(double radius1, double confidence1, double radius2, double confidence2)
    {
        var (sigma1, sigma2) = (options.Noise.Sigma(radius1, confidence1), options.Noise.Sigma(radius2, confidence2));
        var (y1, y2) = ((radius1 * radius1) - (sigma1 * sigma1), (radius2 * radius2) - (sigma2 * sigma2));
        _u[_next] = y1 - y2;
        _s[_next] = y1 + y2;
        _variance1[_next] = VarianceOfSquare(radius1, sigma1);
        _variance2[_next] = VarianceOfSquare(radius2, sigma2);
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
        Fit();
    }

    public static double VarianceOfSquare(double radius, double sigma) =>
        (4 * radius * radius * sigma * sigma) + (2 * sigma * sigma * sigma * sigma);

    private void Fit()
    {
        const int least = 12;
        Status = ManualFocusStatus.NotEnoughMotion;
        if (_count < least)
            return;
        var (spread, spreadOfS) = (StandardDeviation(_u), StandardDeviation(_s));
        var noise = 0.0;
        for (var i = 0; i < _count; i++)
            noise += _variance1[i] + _variance2[i];
        noise = Math.Sqrt(noise / _count);
        if (spread < 1.4 * noise)
        {
            if (spreadOfS > 2 * noise)
                Status = ManualFocusStatus.SameDepth; // both change, and alike
            return;
        }
        var scale = 2 * spread; // so that positions are around 1
        var fit = default(Parabola);
        double varianceOfC = 0, squares = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var equations = new NormalEquations();
            squares = 0;
            for (var i = 0; i < _count; i++)
            {
                var position = _u[i] / scale;
                var gradient = round == 0 ? 0 : (fit.B + (2 * fit.C * position)) / scale;
                var variance = (Square(1 - gradient) * _variance1[i]) + (Square(1 + gradient) * _variance2[i]);
                var weight = 1 / variance;
                if (round > 0)
                {
                    var z = Math.Abs(_s[i] - fit.At(position)) / Math.Sqrt(variance);
                    squares += Math.Min(z * z, 4 * HuberFrom * HuberFrom);
                    weight *= z > HuberFrom ? HuberFrom / z : 1;
                }
                equations.Add(position, _s[i], weight);
            }
            if (!equations.TrySolve(out fit, out _, out _, out varianceOfC))
                return;
        }
        Judge(fit, scale, squares / _count, Math.Sqrt(varianceOfC));
    }

    private void Judge(Parabola fit, double scale, double noise, double sigmaOfC)
    {
        const double leastSeparation = 0.8; // pixels: below, the two are as good as one point
        if (noise > MaxNoise)
        {
            Status = ManualFocusStatus.Inconsistent;
            return;
        }
        if (!(fit.C > 3 * sigmaOfC * Math.Sqrt(Math.Max(1, noise))))
            return; // straight within the noise: only one side has been seen
        (Middle, Separation) = (fit.Vertex * scale, scale / Math.Sqrt(2 * fit.C));
        Status = Separation < leastSeparation ? ManualFocusStatus.SameDepth
            // With both points half a separation out of focus, s = L²/2 + 2b², where b is the radius of best focus. Less is impossible.
            : fit.VertexValue < (MostTooSmall * Separation * Separation) - 0.6 ? ManualFocusStatus.NotEnoughMotion
            : ManualFocusStatus.Readable;
    }

    private double StandardDeviation(double[] values)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < _count; i++)
            (sum, squares) = (sum + values[i], squares + (values[i] * values[i]));
        var mean = sum / _count;
        return Math.Sqrt(Math.Max(0, (squares / _count) - (mean * mean)));
    }

    private static double Square(double value) => value * value;
}
