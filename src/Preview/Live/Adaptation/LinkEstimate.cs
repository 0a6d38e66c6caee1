namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>What the last acknowledgements together say of a link. Not thread-safe; allocates nothing after construction.</summary>
internal sealed class LinkEstimate
{
    private const int Kept = 64;
    private const double Recent = 1; // seconds
    private const int FewestRecent = 3; // samples, of a slow link
    private const double Exceptions = 0.1; // of the samples

    private readonly LinkSample[] _samples = new LinkSample[Kept];
    private readonly double[] _sorted = new double[Kept];
    private int _count;

    /// <summary>How many acknowledgements there were.</summary>
    public int Count => _count;

    /// <summary>The newest; only when there is one.</summary>
    public LinkSample Newest => this[0];

    /// <summary>Shortest round trip among the last ones, in seconds: a longer one had to wait somewhere.</summary>
    public double RoundTrip { get; private set; }

    /// <summary>Usual time from a message's last byte to the painted picture, in seconds.</summary>
    public double Presentation { get; private set; }

    /// <summary>Usual time from one frame of the source to the next, in seconds; 1/30 where it is not known.</summary>
    public double FrameInterval { get; private set; } = 1.0 / 30;

    private int Available => Math.Min(_count, Kept);

    private LinkSample this[int age] => _samples[(_count - 1 - age) % Kept];

    /// <summary>Adds an acknowledgement.</summary>
    public void Add(LinkSample sample)
    {
        _samples[_count++ % Kept] = sample;
        RoundTrip = double.PositiveInfinity;
        for (var age = 0; age < Available; age++)
            RoundTrip = Math.Min(RoundTrip, this[age].RoundTrip);
        Presentation = Median(static sample => sample.Presentation);
        FrameInterval = Median(static sample => sample.FrameInterval);
    }

    /// <summary>
    /// Seconds for a byte as they are usual now: the median of the last second, and of three samples at least. So pictures that come late
    /// now and then change nothing, and a link that has become slow shows within three. Of two samples it is the better one.
    /// </summary>
    public double UsualSecondsPerByte() => Median(SecondsPerByte);

    /// <summary>Seconds for a byte in the worst case since a time, but for exceptions; and how many samples there were.</summary>
    public (double SecondsPerByte, int Samples) WorstSince(double at)
    {
        var samples = 0;
        while (samples < Available && this[samples].At >= at)
            samples++;
        Sort(samples, SecondsPerByte);
        return (samples == 0 ? double.PositiveInfinity : _sorted[samples - 1 - (int)(Exceptions * samples)], samples);
    }

    private static double SecondsPerByte(LinkSample sample) => sample.Transfer / Math.Max(1, sample.Bytes);

    private double Median(Func<LinkSample, double> value)
    {
        var count = 0;
        while (count < Available && (count < FewestRecent || Newest.At - this[count].At <= Recent))
            count++;
        Sort(count, value);
        return _sorted[(count - 1) / 2];
    }

    private void Sort(int count, Func<LinkSample, double> value)
    {
        for (var age = 0; age < count; age++)
            _sorted[age] = value(this[age]);
        _sorted.AsSpan(0, count).Sort();
    }
}
