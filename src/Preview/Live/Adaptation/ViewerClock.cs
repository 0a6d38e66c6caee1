namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>
/// Aligns a viewer's clock with the server's from what each acknowledgement brackets: a message arrives after it was sent, and its
/// acknowledgement after that. Not thread-safe. Times are in seconds.
/// </summary>
/// <remarks>
/// The offset lies between the tightest of the last brackets; their middle is taken, as NTP does, so half of the shortest round trip is the
/// largest error. Only the last ones count, because clocks drift: some 50 µs a second.
/// </remarks>
internal sealed class ViewerClock
{
    private const int Kept = 32;
    private readonly double[] _least = new double[Kept], _most = new double[Kept];
    private int _count;

    /// <summary>Viewer's clock minus the server's; null before the first acknowledgement.</summary>
    public double? Offset { get; private set; }

    /// <summary>Adds an acknowledgement.</summary>
    /// <param name="sentAt">When the message was sent, by the server's clock.</param>
    /// <param name="beganAt">When its first bytes arrived, by the viewer's clock.</param>
    /// <param name="answeredAt">When the viewer acknowledged it, by the viewer's clock.</param>
    /// <param name="acknowledgedAt">When that arrived, by the server's clock.</param>
    public void Add(double sentAt, double beganAt, double answeredAt, double acknowledgedAt)
    {
        (_least[_count % Kept], _most[_count % Kept]) = (answeredAt - acknowledgedAt, beganAt - sentAt);
        _count++;
        var (least, most) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var i = 0; i < Math.Min(_count, Kept); i++)
            (least, most) = (Math.Max(least, _least[i]), Math.Min(most, _most[i]));
        if (least <= most)
        {
            Offset = (least + most) / 2;
            return;
        }
        // The clock has jumped, as after sleep: what was before says nothing.
        (_least[0], _most[0], _count) = (answeredAt - acknowledgedAt, beganAt - sentAt, 1);
        Offset = (_least[0] + _most[0]) / 2;
    }
}
