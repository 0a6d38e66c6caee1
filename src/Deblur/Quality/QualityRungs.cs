namespace P2IKT.Live.Deblur.Quality;

/// <summary>Every <see cref="QualityRung"/>, with its description and its expected cost.</summary>
public static class QualityRungs
{
    /// <summary>Every rung, best first.</summary>
    public static IReadOnlyList<QualityRung> All { get; } = Enum.GetValues<QualityRung>();

    /// <summary>The rungs on which a network runs, best first.</summary>
    public static IReadOnlyList<QualityRung> WithNetwork { get; } = [.. All.Where(static rung => rung != QualityRung.Source)];

    /// <summary>The rung in words for the user; null for the best one.</summary>
    public static string? Describe(QualityRung rung) => rung switch
    {
        QualityRung.Full => null,
        QualityRung.Source => "source, not deblurred",
        _ => $"network{DescribeSize(rung)}",
    };

    /// <summary>Share of a frame's pixels that the network sees, 0 to 1.</summary>
    public static double PixelShare(QualityRung rung) => Quarters(rung) * Quarters(rung) / 16.0;

    /// <summary>What follows the name of a network that sees a frame of this size; empty for all of it.</summary>
    internal static string DescribeSize(QualityRung rung) =>
        Quarters(rung) switch { 4 => "", 3 => " at 3/4 size", 2 => " at 1/2 size", _ => " at 1/4 size" };

    /// <summary>Quarters of each side that the network sees; 0 where none runs.</summary>
    internal static int Quarters(QualityRung rung) => QualityRung.Source - rung;

    /// <summary>
    /// First guess of the cost of a frame relative to a full one: the network's is proportional to the pixels, reducing and enlarging take
    /// a tenth. The governor corrects it by measurement.
    /// </summary>
    internal static double CostGuess(QualityRung rung)
    {
        var quarters = Quarters(rung);
        return quarters switch { 4 => 1, 0 => 0.02, _ => 0.1 + (0.9 * PixelShare(rung)) };
    }
}
