using System.Globalization;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Frames a second as a fraction, so that the rates of television (30000/1001) stay exact.</summary>
/// <param name="Numerator">Frames.</param>
/// <param name="Denominator">Seconds that they take.</param>
public readonly record struct FrameRate(int Numerator, int Denominator)
{
    /// <summary>For a source that does not report its rate.</summary>
    public static readonly FrameRate Usual = new(30, 1);

    private const double Slowest = 1, Fastest = 240;

    /// <summary>Frames a second.</summary>
    public double PerSecond => (double)Numerator / Denominator;

    /// <summary>
    /// The rate that a source's nominal rate stands for: a whole number, a thousandth below one (NTSC), or what it says to a
    /// thousandth. <see cref="Usual"/> for a rate that no camera has, as some containers report.
    /// </summary>
    public static FrameRate Nearest(double perSecond)
    {
        if (!(perSecond is >= Slowest and <= Fastest))
            return Usual;
        var whole = (int)Math.Round(perSecond);
        if (Math.Abs(perSecond - whole) < 0.004)
            return new FrameRate(whole, 1);
        var ntsc = (int)Math.Round(perSecond * 1.001);
        return Math.Abs(perSecond - ntsc / 1.001) < 0.004 ? new FrameRate(ntsc * 1000, 1001)
            : new FrameRate((int)Math.Round(perSecond * 1000), 1000);
    }

    /// <summary>The fraction as <c>ffmpeg</c> reads it: "30000/1001".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
