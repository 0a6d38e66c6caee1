using System.Globalization;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>A ratio of two whole numbers: how <c>ffprobe</c> writes time bases, frame rates and the shapes of pixels.</summary>
public readonly record struct Rational(int Numerator, int Denominator)
{
    /// <summary>False for "0/0" and "0:1", which stand for unknown values.</summary>
    public bool IsKnown => Numerator > 0 && Denominator > 0;

    /// <summary>The quotient; meaningful for known ratios only.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>One over it.</summary>
    public Rational Inverse => new(Denominator, Numerator);

    /// <summary>Reads "30000/1001" or "4:3"; anything else is unknown.</summary>
    public static Rational Parse(string? text) =>
        text?.Split('/', ':') is [var above, var below] && Number(above) is { } numerator && Number(below) is { } denominator
            ? new Rational(numerator, denominator)
            : default;

    /// <summary>"30000/1001".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
