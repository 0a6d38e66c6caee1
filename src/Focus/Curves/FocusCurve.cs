namespace P2IKT.Live.Focus.Curves;

/// <summary>
/// The blur radius of a focus point over the position of the lens. For a thin lens r² = r0² + k²(x − x0)², so r² is a parabola in x: a
/// weighted, robust least-squares fit of three unknowns gives the position of best focus with its standard deviation.
/// </summary>
/// <remarks>
/// Weights are the inverse of var(r²) = 4r²·var(r), with the radius of the fit, not the measured one, which would favour readings that are
/// too small by chance. Outliers are found from the best of many exact parabolas (least trimmed squares), then by Tukey's weights. Samples
/// may come one by one: the newest are kept, and <see cref="Fit"/> allocates nothing. Not thread-safe.
/// </remarks>
public sealed class FocusCurve
{
    private readonly FocusSample[] _samples;
    private readonly CurveFitter _fitter;
    private int _next;

    /// <summary>An empty curve.</summary>
    /// <param name="options">What it must meet; null: the defaults.</param>
    /// <param name="capacity">How many samples are kept, 4 to 1024; the oldest makes room.</param>
    public FocusCurve(FocusCurveOptions? options = null, int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1024);
        Options = options ?? FocusCurveOptions.Default;
        _samples = new FocusSample[capacity];
        _fitter = new CurveFitter(Options, capacity);
    }

    /// <summary>What it must meet.</summary>
    public FocusCurveOptions Options { get; }

    /// <summary>Samples that are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a reading. Readings without confidence are kept, but do not count.</summary>
    public void Add(FocusSample sample)
    {
        _samples[_next] = sample;
        _next = (_next + 1) % _samples.Length;
        Count = Math.Min(Count + 1, _samples.Length);
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear() => (_next, Count) = (0, 0);

    /// <summary>Fits the curve to the samples that are kept.</summary>
    /// <param name="slope">k as it is known from before, which counts as one more reading; null when it is not known.</param>
    public FocusCurveFit Fit(FocusSlope? slope = null) => _fitter.Fit(_samples.AsSpan(0, Count), slope);
}
