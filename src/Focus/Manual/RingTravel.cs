namespace P2IKT.Live.Focus.Manual;

/// <summary>The way of a ring since it was last reversed, in pixels of blur. A reversal counts once it is clear of the noise.</summary>
internal sealed class RingTravel
{
    private const double ClearSigmas = 4;
    private double _turnedAt = double.NaN; // where the present turn began
    private double _extreme; // the farthest point of it
    private int _direction;

    /// <summary>Signed way since the last reversal; 0 before the ring has moved.</summary>
    public double Since(double position) => _direction == 0 ? 0 : position - _turnedAt;

    public void Observe(double position, double sigma)
    {
        var clear = Math.Max(ClearSigmas * sigma, 0.3);
        if (double.IsNaN(_turnedAt))
            (_turnedAt, _extreme) = (position, position);
        if (_direction == 0)
        {
            if (Math.Abs(position - _turnedAt) > clear)
                (_direction, _extreme) = (Math.Sign(position - _turnedAt), position);
        }
        else if ((position - _extreme) * _direction >= 0)
        {
            _extreme = position;
        }
        else if (Math.Abs(position - _extreme) > clear)
        {
            (_turnedAt, _extreme, _direction) = (_extreme, position, -_direction);
        }
    }

    public void Clear() => (_turnedAt, _direction) = (double.NaN, 0);
}
