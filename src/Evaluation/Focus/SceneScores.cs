using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// Scores over a focus stack whose true radius is known: rank correlation, absolute error, order of pairs, and the peak of the sweep, at
/// each textured cell.
/// </summary>
internal sealed class SceneScores(IReadOnlyList<IFocusMeasure> measures)
{
    private const int Cell = 8; // pixels from one place to the next
    private const double Ladder = 0.5; // pixels of radius: pairs that differ by less are not ordered
    private readonly List<FocusScore> _lines = [];

    /// <summary>Radii up to this count as in focus, in pixels.</summary>
    public const float InFocus = 1;

    /// <summary>
    /// The limits below which a measure without units says "sharp": it then finds as much of what is in focus as the first measure, a
    /// network, does. One for each measure, at each window.
    /// </summary>
    public double[,] SharpLimits { get; } = new double[measures.Count, StackScores.Windows.Length];

    /// <summary>Scores a stack.</summary>
    public void Add(FocusStack stack)
    {
        var truths = stack.TrueRadii ?? throw new ArgumentException("The true radii are not known.", nameof(stack));
        using var mask = TextureMask.Of(stack.Pictures);
        var places = Places(mask);
        var truth = truths.Select(map => Sample(map, places)).ToArray();
        var correlations = new double?[measures.Count];
        var errors = new double?[measures.Count];
        var pairs = new double?[measures.Count];
        var peaks = new double?[measures.Count];
        var covered = new double?[measures.Count];
        var detected = new double?[measures.Count];
        for (var m = 0; m < measures.Count; m++)
        {
            for (var w = 0; measures[m].ComparesPlaces && w < StackScores.Windows.Length; w++)
            {
                var predicted = new float[stack.Pictures.Count][];
                var trust = measures[m].IsRadius ? new float[predicted.Length][] : null;
                for (var i = 0; i < predicted.Length; i++)
                {
                    using var estimate = measures[m].Measure(stack.Pictures[i], StackScores.Windows[w]);
                    predicted[i] = Sample(estimate.Blur, places);
                    if (trust is not null)
                        trust[i] = Sample(estimate.Confidence!, places);
                }
                correlations[m] = Larger(correlations[m], Enumerable.Range(0, predicted.Length)
                    .Average(i => BlurAgreement.RankCorrelation(predicted[i], truth[i])));
                pairs[m] = Larger(pairs[m], 100 * OrderedPairs(predicted, truth));
                var (error, share) = Peak(stack, predicted, trust, truth);
                if (peaks[m] is not { } least || error < least)
                    (peaks[m], covered[m]) = (error, trust is null ? null : share);
                if (trust is not null)
                {
                    errors[m] = Smaller(
                        errors[m], predicted.Zip(truth, static (one, other) => BlurAgreement.MeanError(one, other)).Average());
                    detected[m] = Larger(detected[m], 100 * Detected(predicted, trust, truth));
                }
                // As many of what is in focus as the first measure, a network, finds.
                SharpLimits[m, w] = Quantile([.. Focused(predicted, truth)], (detected[0] ?? 95) / 100);
            }
        }
        _lines.Add(new("rank correlation with the true radius", true, correlations, "0.000"));
        _lines.Add(new("mean error of the radius, px", false, errors, "0.00"));
        _lines.Add(new("pairs of positions in the right order (0.5 px apart or more), %", true, pairs, "0.0"));
        _lines.Add(new("peak of the sweep: mean error, steps", false, peaks, "0.00"));
        _lines.Add(new("peak of the sweep: within its own 2 sigma, % of the fitted curves", true, covered, "0.0"));
        _lines.Add(new("in focus and called sharp, % (classical: set to that of the first column)", true, detected, "0.0"));
    }

    /// <summary>The lines of the table; none before a stack was added.</summary>
    public IEnumerable<FocusScore> Lines() => _lines;

    private static double? Smaller(double? one, double? other) => one < other || other is null ? one : other;

    private static double? Larger(double? one, double? other) => one > other || other is null ? one : other;

    private static List<Point> Places(Mat mask)
    {
        List<Point> places = [];
        var (width, height) = (mask.Width, mask.Height);
        for (var y = Cell / 2; y < height; y += Cell)
        {
            for (var x = Cell / 2; x < width; x += Cell)
            {
                if (mask.At<byte>(y, x) != 0)
                    places.Add(new Point(x, y));
            }
        }
        return places;
    }

    private static float[] Sample(Mat map, List<Point> places) => [.. places.Select(place => map.At<float>(place.Y, place.X))];

    /// <summary>The share of the places in focus that a network calls sharp, with confidence.</summary>
    private static double Detected(float[][] predicted, float[][] trust, float[][] truth)
    {
        int all = 0, detected = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            for (var place = 0; place < predicted[i].Length; place++)
            {
                if (truth[i][place] > InFocus)
                    continue;
                all++;
                detected += predicted[i][place] <= RobustnessScores.Tolerance && trust[i][place] > RobustnessScores.MinConfidence ? 1 : 0;
            }
        }
        return all == 0 ? double.NaN : (double)detected / all;
    }

    private static IEnumerable<double> Focused(float[][] predicted, float[][] truth)
    {
        for (var i = 0; i < predicted.Length; i++)
        {
            for (var place = 0; place < predicted[i].Length; place++)
            {
                if (truth[i][place] <= InFocus)
                    yield return predicted[i][place];
            }
        }
    }

    private static double Quantile(double[] values, double share)
    {
        if (values.Length == 0)
            return double.NaN;
        Array.Sort(values);
        return values[(int)(share * (values.Length - 1))];
    }

    /// <summary>The share of the pairs of positions, at each place, whose order is that of the true radii.</summary>
    private static double OrderedPairs(float[][] predicted, float[][] truth)
    {
        long right = 0, all = 0;
        for (var place = 0; place < predicted[0].Length; place++)
        {
            for (var i = 0; i < predicted.Length; i++)
            {
                for (var j = i + 1; j < predicted.Length; j++)
                {
                    if (Math.Abs(truth[i][place] - truth[j][place]) < Ladder)
                        continue;
                    all++;
                    right += (predicted[i][place] < predicted[j][place]) == (truth[i][place] < truth[j][place]) ? 1 : 0;
                }
            }
        }
        return all == 0 ? double.NaN : (double)right / all;
    }

    /// <summary>
    /// The mean distance between where a place is sharpest and where the sweep says so, over the places whose sharpest position is not at
    /// an end. For radii, also how often the curve's own 2 sigma covers the distance.
    /// </summary>
    private static (double Error, double Covered) Peak(
        FocusStack stack, float[][] predicted, float[][]? confidences, float[][] truth)
    {
        var peak = new SweepPeak(stack.Positions);
        var (values, radii, trust) = (new double[predicted.Length], new float[predicted.Length], new float[predicted.Length]);
        double sum = 0;
        int count = 0, fitted = 0, covered = 0;
        for (var place = 0; place < predicted[0].Length; place++)
        {
            for (var i = 0; i < predicted.Length; i++)
                values[i] = truth[i][place] * truth[i][place];
            if (peak.OfValues(values) is not { } exact)
                continue;
            count++;
            for (var i = 0; i < predicted.Length; i++)
                (values[i], radii[i], trust[i]) = (predicted[i][place], predicted[i][place], confidences?[i][place] ?? 0);
            var found = peak.OfValues(values) ?? stack.Positions[Array.IndexOf(values, values.Min())];
            if (confidences is not null && peak.OfRadii(radii, trust) is { IsValid: true } fit)
            {
                found = fit.BestPosition;
                fitted++;
                covered += Math.Abs(found - exact) <= 2 * fit.Sigma ? 1 : 0;
            }
            sum += Math.Abs(found - exact);
        }
        return (count == 0 ? double.NaN : sum / count, fitted == 0 ? double.NaN : 100.0 * covered / fitted);
    }
}
