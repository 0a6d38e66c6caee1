namespace P2IKT.Live.Focus.Readings;

/// <summary>Follows one focus point from frame to frame: its trend, its best focus, and the cue.</summary>
internal sealed class PointMeter
{
    private const float Hysteresis = 1.2f; // a point in focus stays so up to this multiple of the tolerance
    private const float Moving = 0.4f; // pixels a second: slower changes are not worth a cue
    private const float PassedShare = 0.15f; // of the best radius, and at least PassedPixels: below it the best is not passed yet
    private const float PassedPixels = 0.3f;
    private static readonly TimeSpan BackUpFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(0.5); // without a reading, after which the trend begins anew

    private readonly RadiusTrend _trend = new();
    private float _before = float.NaN; // the last two readings: a best is a median of three
    private float _last = float.NaN;
    private float _best = float.NaN;
    private TimeSpan _bestAt;
    private TimeSpan _readAt;
    private TimeSpan _inFocusAt = -BackUpFor;
    private bool _inFocus;

    /// <summary>Forgets all: the point was moved, or the user wants a new best.</summary>
    public void Reset()
    {
        _trend.Clear();
        (_before, _last, _best, _inFocus) = (float.NaN, float.NaN, float.NaN, false);
    }

    /// <summary>The reading of a frame on which no network has run.</summary>
    public FocusReading Skip(FocusPoint point)
    {
        _inFocus = false;
        return new FocusReading(point.Id, float.NaN, 0, 0, _best, FocusCue.NotMeasured);
    }

    /// <summary>Takes in what the point's window reads.</summary>
    /// <param name="point">The point.</param>
    /// <param name="radius">Pixels.</param>
    /// <param name="confidence">0 to 1.</param>
    /// <param name="at">When the frame was captured.</param>
    /// <param name="tolerance">Largest radius in focus, in pixels.</param>
    public FocusReading Add(FocusPoint point, float radius, float confidence, TimeSpan at, float tolerance)
    {
        if (!(confidence >= FocusReading.MinConfidence))
        {
            _inFocus = false;
            return new FocusReading(point.Id, float.NaN, confidence, 0, _best, FocusCue.NoTexture);
        }
        if (at - _readAt > Forgotten)
        {
            _trend.Clear();
            (_before, _last) = (float.NaN, float.NaN);
        }
        _readAt = at;
        _trend.Add(at, radius);
        KeepBest(radius, at);
        _inFocus = radius <= tolerance * (_inFocus ? Hysteresis : 1);
        if (_inFocus)
            _inFocusAt = at;
        return new FocusReading(point.Id, radius, confidence, _trend.Slope, _best, Cue(radius, at));
    }

    private void KeepBest(float radius, TimeSpan at)
    {
        var median = Math.Max(Math.Min(_before, _last), Math.Min(Math.Max(_before, _last), radius)); // NaN until there are three
        (_before, _last) = (_last, radius);
        if (median <= _best || (float.IsNaN(_best) && !float.IsNaN(median)))
            (_best, _bestAt) = (median, at);
    }

    private FocusCue Cue(float radius, TimeSpan at)
    {
        if (_inFocus)
            return FocusCue.InFocus;
        if (_trend.Slope < -Moving)
            return FocusCue.Approaching;
        // Just behind the best focus the trend does not know its direction yet.
        var isMoving = _trend.Slope > Moving || at - _inFocusAt < BackUpFor;
        if (isMoving && at - _bestAt < BackUpFor && radius > _best + Math.Max(PassedPixels, PassedShare * _best))
            return FocusCue.BackUp;
        return _trend.Slope > Moving ? FocusCue.Leaving : FocusCue.Steady;
    }
}
