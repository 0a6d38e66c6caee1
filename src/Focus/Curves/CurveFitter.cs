namespace P2IKT.Live.Focus.Curves;

/// <summary>The robust least squares of a focus curve, with its buffers. Not thread-safe.</summary>
internal sealed class CurveFitter(FocusCurveOptions options, int capacity)
{
    private const int FewSamples = 7; // below this, no sample is taken for an outlier
    private const int Trials = 400; // exact parabolas that are tried as a start
    private const int Rounds = 20;
    private const double TukeyWidth = 4.685; // 95 % efficiency on normal noise
    private const double PriorFreedom = 4; // how many residuals the noise model counts as

    private readonly FocusSample[] _used = new FocusSample[capacity];
    private readonly double[] _u = new double[capacity];
    private readonly double[] _y = new double[capacity];
    private readonly double[] _robust = new double[capacity];
    private readonly double[] _scratch = new double[capacity];
    private int _count;
    private double _centre, _scale;

    /// <summary>Fits a curve; see <see cref="FocusCurve.Fit"/>.</summary>
    public FocusCurveFit Fit(ReadOnlySpan<FocusSample> samples, FocusSlope? slope)
    {
        Take(samples);
        var least = LeastSamples(slope);
        if (_count < least || _scale <= 0)
            return FocusCurveFit.None(_count < least ? FocusCurveVerdict.TooFewSamples : FocusCurveVerdict.NoMinimum, _count);
        return TryStart(slope, out var start) ? Refine(start, slope) : FocusCurveFit.None(FocusCurveVerdict.NoMinimum, _count);
    }

    /// <summary>k that is known counts as a sample.</summary>
    private int LeastSamples(FocusSlope? slope) => Math.Max(3, options.MinSamples - (slope is null ? 0 : 1));

    private void Take(ReadOnlySpan<FocusSample> samples)
    {
        _count = 0;
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var sample in samples)
        {
            if (!options.IsUsable(sample))
                continue;
            _used[_count++] = sample;
            (low, high) = (Math.Min(low, sample.Position), Math.Max(high, sample.Position));
        }
        (_centre, _scale) = ((low + high) / 2, (high - low) / 2);
        for (var i = 0; i < _count; i++)
        {
            double radius = _used[i].Radius;
            var sigma = options.Noise.Sigma(radius, _used[i].Confidence);
            _u[i] = (_used[i].Position - _centre) / _scale;
            _y[i] = (radius * radius) - (sigma * sigma); // the mean of r² is above the square of the mean
            _robust[i] = 1;
        }
    }

    private bool TryStart(FocusSlope? slope, out Parabola best)
    {
        best = default;
        if (_count < FewSamples)
        {
            var equations = Sum(null, slope);
            return equations.TrySolve(out best, out _, out _, out _) && best.C > 0;
        }
        var least = double.PositiveInfinity;
        uint state = 0x9E3779B9; // of a generator with a fixed seed: the same samples give the same fit
        for (var trial = 0; trial < Trials; trial++)
        {
            var (i, j, k) = (Draw(ref state), Draw(ref state), Draw(ref state));
            var candidate = Parabola.Through(_u[i], _y[i], _u[j], _y[j], _u[k], _y[k]);
            if (!double.IsFinite(candidate.C) || candidate.C <= 0 || TrimmedError(candidate) is var error && error >= least)
                continue;
            (least, best) = (error, candidate);
        }
        return least < double.PositiveInfinity;
    }

    private int Draw(ref uint state)
    {
        state = (state * 1664525) + 1013904223;
        return (int)((state >> 8) % (uint)_count);
    }

    /// <summary>Sum of the smaller half of the squared, standardised residuals.</summary>
    private double TrimmedError(Parabola candidate)
    {
        for (var i = 0; i < _count; i++)
        {
            var residual = _y[i] - candidate.At(_u[i]);
            _scratch[i] = residual * residual / Variance(i, candidate);
        }
        var squares = _scratch.AsSpan(0, _count);
        squares.Sort();
        var sum = 0.0;
        foreach (var square in squares[..((_count + 4) / 2)])
            sum += square;
        return sum;
    }

    private FocusCurveFit Refine(Parabola fit, FocusSlope? slope)
    {
        double varianceOfB = 0, covariance = 0, varianceOfC = 0;
        for (var round = 0; round < Rounds; round++)
        {
            if (_count >= FewSamples)
                Reweight(fit);
            if (!Sum(fit, slope).TrySolve(out var next, out varianceOfB, out covariance, out varianceOfC) || !(next.C > 0))
                return FocusCurveFit.None(FocusCurveVerdict.NoMinimum, _count);
            var moved = Math.Abs(next.Vertex - fit.Vertex);
            fit = next;
            if (moved < 1e-6)
                break;
        }
        return Describe(fit, varianceOfB, covariance, varianceOfC, slope);
    }

    /// <summary>Tukey's weights, with a scale that is not finer than the noise model.</summary>
    private void Reweight(Parabola fit)
    {
        for (var i = 0; i < _count; i++)
            _scratch[i] = Math.Abs(_y[i] - fit.At(_u[i])) / Math.Sqrt(Variance(i, fit));
        for (var i = 0; i < _count; i++)
            _robust[i] = _scratch[i];
        var magnitudes = _scratch.AsSpan(0, _count);
        magnitudes.Sort();
        var scale = Math.Max(1, 1.4826 * magnitudes[_count / 2]);
        for (var i = 0; i < _count; i++)
        {
            var ratio = _robust[i] / (TukeyWidth * scale);
            _robust[i] = ratio < 1 ? (1 - (ratio * ratio)) * (1 - (ratio * ratio)) : 0;
        }
    }

    private NormalEquations Sum(Parabola? fit, FocusSlope? slope)
    {
        var equations = new NormalEquations();
        for (var i = 0; i < _count; i++)
            equations.Add(_u[i], _y[i], _robust[i] / Variance(i, fit));
        if (slope is { } known)
        {
            var c = known.PixelsPerUnit * known.PixelsPerUnit * _scale * _scale;
            var sigma = 2 * known.RelativeSigma * c;
            equations.AddPriorOfC(c, 1 / (sigma * sigma));
        }
        return equations;
    }

    /// <summary>Variance of r², with the radius of the fit where there is one.</summary>
    private double Variance(int i, Parabola? fit)
    {
        ref readonly var sample = ref _used[i];
        var square = fit is { } curve ? curve.At(_u[i]) : _y[i];
        var radius = Math.Sqrt(Math.Max(square, options.Noise.Floor * options.Noise.Floor));
        var sigma = options.Noise.Sigma(radius, sample.Confidence);
        var variance = (4 * radius * radius * sigma * sigma) + (2 * sigma * sigma * sigma * sigma);
        if (sample.PositionSigma > 0 && fit is { } parabola)
        {
            var slope = (parabola.B + (2 * parabola.C * _u[i])) / _scale * sample.PositionSigma;
            variance += slope * slope;
        }
        return variance;
    }

    private FocusCurveFit Describe(Parabola fit, double varianceOfB, double covariance, double varianceOfC, FocusSlope? slopePrior)
    {
        double weights = 0, mean = 0, error = 0, total = 0;
        var outliers = 0;
        var (largest, low, high) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < _count; i++)
        {
            var weight = _robust[i] / Variance(i, fit);
            weights += weight;
            mean += weight * _y[i];
            error += weight * (_y[i] - fit.At(_u[i])) * (_y[i] - fit.At(_u[i]));
            if (_robust[i] < 0.1)
            {
                outliers++;
                continue;
            }
            (low, high) = (Math.Min(low, _u[i]), Math.Max(high, _u[i]));
            largest = Math.Max(largest, fit.At(_u[i]));
        }
        mean /= weights;
        for (var i = 0; i < _count; i++)
            total += _robust[i] / Variance(i, fit) * (_y[i] - mean) * (_y[i] - mean);

        var freedom = PriorFreedom + Math.Max(0, _count - outliers - 3);
        var noise = (PriorFreedom + error) / freedom; // 1 where the noise model is right
        var vertex = fit.Vertex;
        // Student's t has wider tails than the normal distribution: 2 sigma are to cover 95 % all the same.
        var tails = 1 + (1.5 / freedom);
        var variance = noise * (varianceOfB + (4 * vertex * covariance) + (4 * vertex * vertex * varianceOfC)) / (4 * fit.C * fit.C);
        var sigma = tails * Math.Sqrt(Math.Max(variance, VarianceByJackknife(fit, slopePrior))) * _scale;
        var slope = Math.Sqrt(fit.C) / _scale;
        var slopeSigma = Math.Sqrt(noise * varianceOfC) / (2 * Math.Sqrt(fit.C)) / _scale;
        var radius = Math.Sqrt(Math.Max(0, fit.VertexValue));
        var result = new FocusCurveFit(
            FocusCurveVerdict.Valid, _centre + (vertex * _scale), sigma, slope, slopeSigma, radius,
            total > 0 ? 1 - (error / total) : 0, _count, outliers);
        return result with { Verdict = Judge(result, vertex, low, high, Math.Sqrt(largest) - radius, LeastSamples(slopePrior), noise) };
    }

    /// <summary>
    /// Variance of the minimum as it moves when one sample after the other is left out: it also sees what the noise model does not, such as
    /// a passer-by who was not taken for an outlier.
    /// </summary>
    private double VarianceByJackknife(Parabola fit, FocusSlope? slope)
    {
        if (_count < FewSamples)
            return 0;
        var all = Sum(fit, slope);
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            var rest = all;
            rest.Add(_u[i], _y[i], -_robust[i] / Variance(i, fit));
            if (rest.TrySolve(out var without, out _, out _, out _) && without.C > 0)
                sum += (without.Vertex - fit.Vertex) * (without.Vertex - fit.Vertex);
        }
        return sum * (_count - 1) / _count;
    }

    private FocusCurveVerdict Judge(in FocusCurveFit fit, double vertex, double low, double high, double rise, int least, double noise)
    {
        if (fit.Samples - fit.Outliers < least || 10 * fit.Outliers > 4 * fit.Samples)
            return FocusCurveVerdict.TooFewSamples;
        if (!double.IsFinite(fit.Sigma) || rise < options.MinRise)
            return FocusCurveVerdict.NoMinimum;
        var reach = options.MaxExtrapolation * (high - low);
        if (vertex < low - reach || vertex > high + reach)
            return FocusCurveVerdict.OutOfRange;
        if (fit.Sigma * fit.Slope > options.MaxSigmaPixels)
            return FocusCurveVerdict.Uncertain;
        // Close to the best focus the radius hardly changes, and R² is low although the readings scatter no more than they may.
        var leastRSquared = noise < 1.5 ? options.MinRSquared - 0.2 : options.MinRSquared;
        return fit.RSquared < leastRSquared ? FocusCurveVerdict.PoorFit : FocusCurveVerdict.Valid;
    }
}
