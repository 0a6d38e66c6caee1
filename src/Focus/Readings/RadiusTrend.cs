namespace P2IKT.Live.Focus.Readings;

/// <summary>
/// The change of a radius over the last half second: the slope of a line through the readings (least squares). A slope within twice its
/// standard error is 0.
/// </summary>
internal sealed class RadiusTrend
{
    private const int Capacity = 64; // half a second at 120 frames a second
    private const int FewestReadings = 4;
    private const double Significance = 2; // standard errors
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);

    private readonly (TimeSpan At, float Radius)[] _readings = new (TimeSpan, float)[Capacity];
    private int _first;
    private int _count;

    /// <summary>Pixels a second; negative while it gets sharper.</summary>
    public float Slope { get; private set; }

    /// <summary>Takes in a reading. Times rise; after a gap longer than the window, or a step back, the trend begins anew.</summary>
    public void Add(TimeSpan at, float radius)
    {
        if (_count > 0 && at <= this[_count - 1].At)
            Clear();
        while (_count > 0 && (at - this[0].At > Window || _count == Capacity))
        {
            _first = (_first + 1) % Capacity;
            _count--;
        }
        _readings[(_first + _count++) % Capacity] = (at, radius);
        Slope = (float)Fit();
    }

    /// <summary>Forgets all readings.</summary>
    public void Clear() => (_first, _count, Slope) = (0, 0, 0);

    private (TimeSpan At, float Radius) this[int index] => _readings[(_first + index) % Capacity];

    private double Fit()
    {
        if (_count < FewestReadings)
            return 0;
        double meanTime = 0, meanRadius = 0;
        var origin = this[0].At;
        for (var i = 0; i < _count; i++)
        {
            meanTime += (this[i].At - origin).TotalSeconds / _count;
            meanRadius += this[i].Radius / (double)_count;
        }
        double spread = 0, product = 0, deviations = 0;
        for (var i = 0; i < _count; i++)
        {
            var time = (this[i].At - origin).TotalSeconds - meanTime;
            var radius = this[i].Radius - meanRadius;
            spread += time * time;
            product += time * radius;
            deviations += radius * radius;
        }
        if (!(spread > 0))
            return 0;
        var slope = product / spread;
        var residual = Math.Max(0, deviations - (slope * product)) / (_count - 2);
        return Math.Abs(slope) > Significance * Math.Sqrt(residual / spread) ? slope : 0;
    }
}
