namespace P2IKT.Live.Focus.Curves;

/// <summary>
/// Where the best focus may be, from as few as two readings. For each candidate x0 the curve r² = r0² + k²(x − x0)² is linear in r0² and
/// k², so the cost is a function of x0 alone. It has one minimum where the readings decide, and two while the side is open.
/// </summary>
/// <remarks>
/// Beside <see cref="FocusCurve"/>, which needs readings on both sides and judges the result, this looks ahead: it uses what is known of r0
/// and k, and that a saturated reading is at least as large as the limit. Not thread-safe.
/// </remarks>
internal sealed class CurveSearch(FocusCurveOptions options)
{
    private const double PriorRest = 0.7; // r0² in px² of a lens in focus, and its standard deviation
    private const double PriorRestSigma = 0.8;
    private const double HuberFrom = 2.5; // sigma from which a residual counts linearly
    private const int Inside = 80; // candidates between the samples, and on each side of them
    private const int Outside = 70;

    private readonly double[] _candidates = new double[Inside + (2 * Outside)];
    private readonly double[] _costs = new double[Inside + (2 * Outside)];

    /// <summary>The best explanation, and the second best if it is apart from it.</summary>
    /// <param name="samples">At two or more positions; those that are not readable are ignored.</param>
    /// <param name="slope">What is known of k; a wide sigma where little is.</param>
    public (CurveMode Best, CurveMode? Second) Find(ReadOnlySpan<FocusSample> samples, FocusSlope slope)
    {
        var best = FindCandidate(samples, slope);
        var first = Refine(samples, slope, best);
        first = first with { Sigma = SigmaOf(samples, slope, first) };
        return (first, SecondAfter(samples, slope, best, first));
    }

    /// <summary>Cost of the best explanation alone.</summary>
    public double LeastCost(ReadOnlySpan<FocusSample> samples, FocusSlope slope) =>
        Refine(samples, slope, FindCandidate(samples, slope)).Cost;

    /// <summary>
    /// How likely the best focus lies within a distance of a position, 0 to 1: the share of exp(-cost/2) over all candidates.
    /// </summary>
    /// <param name="samples">As for <see cref="Find"/>.</param>
    /// <param name="slope">What is known of k.</param>
    /// <param name="position">Where the lens stands, in steps of the finest size.</param>
    /// <param name="reach">The distance, in the same steps.</param>
    public double ShareWithin(ReadOnlySpan<FocusSample> samples, FocusSlope slope, double position, double reach)
    {
        const int fine = 12; // candidates within the distance, on each side; as dense up to three times of it
        var near = (Span<double>)stackalloc double[(6 * fine) + 1];
        for (var i = 0; i < near.Length; i++)
            near[i] = position + (reach * (i - (3 * fine)) / fine);
        FindCandidate(samples, slope);
        var least = double.PositiveInfinity;
        foreach (var cost in _costs)
            least = Math.Min(least, cost);
        var (inside, all) = (0.0, 0.0);
        for (var i = 0; i < near.Length; i++)
        {
            var cost = Evaluate(samples, slope, near[i]).Cost;
            var weight = Math.Exp((least - cost) / 2) * reach / fine;
            all += weight;
            inside += Math.Abs(i - (3 * fine)) <= fine ? weight : 0;
        }
        for (var i = 1; i < _candidates.Length - 1; i++)
        {
            if (_candidates[i] < near[0] || _candidates[i] > near[^1])
                all += Math.Exp((least - _costs[i]) / 2) * (_candidates[i + 1] - _candidates[i - 1]) / 2;
        }
        return all > 0 ? inside / all : 0;
    }

    private int FindCandidate(ReadOnlySpan<FocusSample> samples, FocusSlope slope)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var sample in samples)
        {
            if (options.IsReadable(sample))
                (low, high) = (Math.Min(low, sample.Position), Math.Max(high, sample.Position));
        }
        var span = Math.Max(high - low, 1e-3);
        // Beyond this distance even a lens that defocuses slowly would read as saturated.
        var reach = Math.Max(3 * span, 1.5 * options.MaxRadius / (slope.PixelsPerUnit * Math.Exp(-2 * slope.RelativeSigma)));
        for (var i = 0; i < Outside; i++)
        {
            var distance = 0.01 * span * Math.Pow(reach / (0.01 * span), i / (Outside - 1.0));
            _candidates[Outside - 1 - i] = low - distance;
            _candidates[Outside + Inside + i] = high + distance;
        }
        for (var i = 0; i < Inside; i++)
            _candidates[Outside + i] = low + (span * i / (Inside - 1.0));
        var best = 0;
        for (var i = 0; i < _candidates.Length; i++)
        {
            _costs[i] = Evaluate(samples, slope, _candidates[i]).Cost;
            if (_costs[i] < _costs[best])
                best = i;
        }
        return best;
    }

    private CurveMode? SecondAfter(ReadOnlySpan<FocusSample> samples, FocusSlope slope, int best, CurveMode first)
    {
        var second = -1;
        for (var i = 0; i < _costs.Length; i++)
        {
            var isMinimum = (i == 0 || _costs[i] <= _costs[i - 1]) && (i == _costs.Length - 1 || _costs[i] <= _costs[i + 1]);
            if (isMinimum && Math.Abs(i - best) > 1 && (second < 0 || _costs[i] < _costs[second]))
                second = i;
        }
        if (second < 0)
            return null;
        var mode = Refine(samples, slope, second);
        return Math.Abs(mode.BestPosition - first.BestPosition) * Math.Min(mode.Slope, first.Slope) > 1 ? mode : null;
    }

    /// <summary>Narrows the minimum around a candidate by golden sections.</summary>
    private CurveMode Refine(ReadOnlySpan<FocusSample> samples, FocusSlope slope, int index)
    {
        const double golden = 0.6180339887498949;
        var low = _candidates[Math.Max(0, index - 1)];
        var high = _candidates[Math.Min(_candidates.Length - 1, index + 1)];
        var (left, right) = (high - (golden * (high - low)), low + (golden * (high - low)));
        var (costLeft, costRight) = (Evaluate(samples, slope, left).Cost, Evaluate(samples, slope, right).Cost);
        for (var i = 0; i < 30; i++)
        {
            if (costLeft < costRight)
            {
                (high, right, costRight) = (right, left, costLeft);
                left = high - (golden * (high - low));
                costLeft = Evaluate(samples, slope, left).Cost;
            }
            else
            {
                (low, left, costLeft) = (left, right, costRight);
                right = low + (golden * (high - low));
                costRight = Evaluate(samples, slope, right).Cost;
            }
        }
        return Evaluate(samples, slope, (low + high) / 2);
    }

    /// <summary>How far from the minimum the cost has risen by 1.</summary>
    private double SigmaOf(ReadOnlySpan<FocusSample> samples, FocusSlope slope, CurveMode mode)
    {
        var step = 0.02 / mode.Slope;
        return (Width(samples, slope, mode, step) + Width(samples, slope, mode, -step)) / 2;
    }

    private double Width(ReadOnlySpan<FocusSample> samples, FocusSlope slope, CurveMode mode, double step)
    {
        var (near, far) = (0.0, step);
        for (var i = 0; i < 12 && Evaluate(samples, slope, mode.BestPosition + far).Cost < mode.Cost + 1; i++)
            (near, far) = (far, 2 * far);
        for (var i = 0; i < 8; i++)
        {
            var middle = (near + far) / 2;
            if (Evaluate(samples, slope, mode.BestPosition + middle).Cost < mode.Cost + 1)
                near = middle;
            else
                far = middle;
        }
        return Math.Abs(far);
    }

    private CurveMode Evaluate(ReadOnlySpan<FocusSample> samples, FocusSlope slope, double candidate)
    {
        var knownC = slope.PixelsPerUnit * slope.PixelsPerUnit;
        var (rest, c) = (PriorRest, knownC);
        for (var round = 0; round < 3; round++)
            (rest, c) = Solve(samples, slope, candidate, rest, c, isFirst: round == 0);
        var restError = (rest - PriorRest) / PriorRestSigma;
        var slopeError = Math.Log(Math.Sqrt(c) / slope.PixelsPerUnit) / slope.RelativeSigma;
        var cost = (restError * restError) + (slopeError * slopeError);
        foreach (ref readonly var sample in samples)
        {
            if (!options.IsReadable(sample))
                continue;
            var predicted = Math.Sqrt(rest + (c * Square(sample.Position - candidate)));
            var z = Residual(sample, predicted, c, candidate);
            cost += z <= HuberFrom ? z * z : HuberFrom * ((2 * z) - HuberFrom);
        }
        return new(candidate, Math.Sqrt(c), Math.Sqrt(rest), cost, double.NaN);
    }

    /// <summary>r0² and k² for one candidate, weighted by the residuals of the round before.</summary>
    private (double Square, double C) Solve(
        ReadOnlySpan<FocusSample> samples, FocusSlope slope, double candidate, double lastRest, double lastC, bool isFirst)
    {
        var priorWeight = 1 / Square(PriorRestSigma);
        var (s0, s1, s2, t0, t1) = (priorWeight, 0.0, 0.0, priorWeight * PriorRest, 0.0);
        if (slope.RelativeSigma < 0.5) // a normal distribution of k² is meaningless when it is wide
        {
            var known = slope.PixelsPerUnit * slope.PixelsPerUnit;
            var weight = 1 / Square(2 * slope.RelativeSigma * known);
            (s2, t1) = (weight, weight * known);
        }
        foreach (ref readonly var sample in samples)
        {
            if (!options.IsUsable(sample))
                continue;
            var q = Square(sample.Position - candidate);
            var predicted = isFirst ? Math.Max(sample.Radius, 0.3) : Math.Sqrt(lastRest + (lastC * q));
            var sigma = options.Noise.Sigma(predicted, sample.Confidence);
            var pull = isFirst ? 0 : 2 * lastC * Math.Sqrt(q) * sample.PositionSigma;
            var weight = 1 / ((4 * Square(predicted * sigma)) + Square(pull));
            if (!isFirst && Residual(sample, predicted, lastC, candidate) is var z and > HuberFrom)
                weight *= HuberFrom / z;
            s0 += weight;
            s1 += weight * q;
            s2 += weight * q * q;
            t0 += weight * sample.Radius * sample.Radius;
            t1 += weight * q * sample.Radius * sample.Radius;
        }
        const double leastRest = 0.01;
        var leastC = 1e-6 * slope.PixelsPerUnit * slope.PixelsPerUnit;
        var determinant = (s0 * s2) - (s1 * s1);
        var (rest, c) = determinant > 1e-12 * s0 * s2
            ? (((s2 * t0) - (s1 * t1)) / determinant, ((s0 * t1) - (s1 * t0)) / determinant)
            : (PriorRest, slope.PixelsPerUnit * slope.PixelsPerUnit);
        if (rest < leastRest)
            (rest, c) = (leastRest, s2 > 0 ? (t1 - (s1 * leastRest)) / s2 : leastC);
        if (!(c > leastC))
            (rest, c) = (Math.Max(leastRest, (t0 - (s1 * leastC)) / s0), leastC);
        return (rest, c);
    }

    /// <summary>How many sigma a reading is away; a saturated one only if the curve is below it.</summary>
    private double Residual(in FocusSample sample, double predicted, double c, double candidate)
    {
        var sigma = options.Noise.Sigma(predicted, sample.Confidence);
        var pull = c * Math.Abs(sample.Position - candidate) / predicted * sample.PositionSigma;
        var error = sample.Radius < options.SaturatedFrom
            ? Math.Abs(sample.Radius - predicted)
            : Math.Max(0, options.SaturatedFrom - predicted);
        return error / Math.Sqrt((sigma * sigma) + (pull * pull));
    }

    private static double Square(double value) => value * value;
}
