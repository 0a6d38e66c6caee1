namespace P2IKT.Live.Focus.Manual;

/// <summary>
/// Reads the focus ring of a manual lens from the picture alone: two textured points at different depths give its position with a sign,
/// which one point cannot, because blur looks alike on both sides of the focus. The ring must be turned a little first.
/// </summary>
/// <remarks>The scale is found while the ring turns. Nothing is allocated per frame. Not thread-safe.</remarks>
public sealed class ManualFocus
{
    private readonly ManualFocusOptions _options;
    private readonly TwoPointFit _fit;
    private readonly RingTravel _travel = new();
    private double _lastFirst = double.NaN, _lastSecond = double.NaN;
    private double _ring, _sigma;

    /// <summary>Begins with nothing known.</summary>
    /// <param name="options">Null: the defaults.</param>
    public ManualFocus(ManualFocusOptions? options = null)
    {
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ToleratedRadius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxRadius);
        _fit = new TwoPointFit(_options);
    }

    /// <summary>What the last frame has shown.</summary>
    public ManualFocusReading Reading { get; private set; } = ManualFocusReading.None(ManualFocusStatus.NotEnoughMotion);

    /// <summary>Difference of the squared radii on the last frame; NaN when a point could not be read.</summary>
    internal double Difference { get; private set; } = double.NaN;

    /// <summary>Its variance.</summary>
    internal double VarianceOfDifference { get; private set; } = double.NaN;

    /// <summary>The difference at which the focus lies in the middle between the points.</summary>
    internal double Middle => _fit.Middle;

    /// <summary>How far the two are apart, in pixels, as found on any frame; 0 before.</summary>
    internal double Separation => _fit.Status == ManualFocusStatus.Readable ? _fit.Separation : 0;

    /// <summary>
    /// Position of the ring on the last frame on which both could be read, 0 in the middle between the points, positive towards the second.
    /// </summary>
    internal double Ring => _ring;

    /// <summary>Takes the readings of two points on one frame.</summary>
    /// <param name="firstRadius">Blur radius of the first point, in pixels; NaN without confidence.</param>
    /// <param name="firstConfidence">How far it can be trusted, 0 to 1.</param>
    /// <param name="secondRadius">Blur radius of the second point.</param>
    /// <param name="secondConfidence">How far it can be trusted.</param>
    public ManualFocusReading Observe(float firstRadius, float firstConfidence, float secondRadius, float secondConfidence)
    {
        (Difference, VarianceOfDifference) = (double.NaN, double.NaN);
        if (!IsUsable(firstRadius, firstConfidence) || !IsUsable(secondRadius, secondConfidence))
            return Reading = ManualFocusReading.None(ManualFocusStatus.NoTexture);
        var (sigma1, sigma2) = (_options.Noise.Sigma(firstRadius, firstConfidence), _options.Noise.Sigma(secondRadius, secondConfidence));
        if (!(Math.Abs(firstRadius - _lastFirst) < sigma1 && Math.Abs(secondRadius - _lastSecond) < sigma2))
        {
            (_lastFirst, _lastSecond) = (firstRadius, secondRadius);
            _fit.Add(firstRadius, firstConfidence, secondRadius, secondConfidence);
        }
        Difference = (firstRadius * firstRadius) - (sigma1 * sigma1) - (secondRadius * secondRadius) + (sigma2 * sigma2);
        VarianceOfDifference = TwoPointFit.VarianceOfSquare(firstRadius, sigma1) + TwoPointFit.VarianceOfSquare(secondRadius, sigma2);
        if (_fit.Status != ManualFocusStatus.Readable)
            return Reading = ManualFocusReading.None(_fit.Status);
        var length = _fit.Separation;
        _ring = (Difference - _fit.Middle) / (2 * length);
        _sigma = Math.Sqrt(VarianceOfDifference) / (2 * length);
        _travel.Observe(_ring, _sigma);
        return Reading = new(ManualFocusStatus.Readable, _ring + (length / 2), _ring - (length / 2), length, _sigma);
    }

    /// <summary>How to turn the ring to bring a point into focus, to within <see cref="ManualFocusOptions.ToleratedRadius"/>.</summary>
    /// <param name="toSecond">The second point; otherwise the first.</param>
    public RingAdvice Advise(bool toSecond) => Advise(toSecond, _options.ToleratedRadius);

    /// <summary>How to turn the ring to bring a point into focus.</summary>
    /// <param name="toSecond">The second point; otherwise the first.</param>
    /// <param name="toleratedRadius">Blur radius by defocus that counts as in focus, in pixels.</param>
    public RingAdvice Advise(bool toSecond, double toleratedRadius)
    {
        return AdviseFor(toSecond ? Reading.Second : Reading.First, toleratedRadius);
    }

    /// <summary>How to turn the ring so that it moves by minus a defocus.</summary>
    internal RingAdvice AdviseFor(double defocus, double toleratedRadius)
    {
        var since = _travel.Since(_ring);
        if (Reading.Status != ManualFocusStatus.Readable || Math.Abs(defocus) <= toleratedRadius || since == 0)
            return new(RingTurn.Hold, 0);
        var share = Math.Abs(defocus / since);
        // The ring must move by minus the defocus.
        return new(Math.Sign(defocus) == Math.Sign(since) ? RingTurn.TurnBack : RingTurn.GoOn, share);
    }

    /// <summary>Forgets the geometry, because a point was moved or the camera turned.</summary>
    public void Reset()
    {
        _fit.Clear();
        _travel.Clear();
        (_lastFirst, _lastSecond) = (double.NaN, double.NaN);
        Reading = ManualFocusReading.None(ManualFocusStatus.NotEnoughMotion);
    }

    private bool IsUsable(float radius, float confidence) =>
        float.IsFinite(radius) && radius >= 0 && radius < _options.MaxRadius && confidence >= _options.MinConfidence;
}
