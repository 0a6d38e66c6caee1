namespace P2IKT.Live.Deblur.Quality;

/// <summary>The rungs, their descriptions and their expected costs.</summary>
public static class QualityLadder
{
    /// <summary>Every rung, best first.</summary>
    public static IReadOnlyList<QualityRung> Rungs { get; } = Enum.GetValues<QualityRung>();

    /// <summary>The rung in words for the user; null for the best one.</summary>
    public static string? Describe(QualityRung rung) => rung switch
    {
        QualityRung.Full => null,
        QualityRung.ThreeQuarters => "network at 3/4 size",
        QualityRung.Half => "network at 1/2 size",
        QualityRung.Quarter => "network at 1/4 size",
        _ => "source, not deblurred",
    };

    /// <summary>Quarters of each side that the network sees; 0 where none runs.</summary>
    internal static int Quarters(QualityRung rung) => QualityRung.Source - rung;

    /// <summary>
    /// First guess of the cost of a frame relative to a full one: the network's is proportional to the pixels, reducing and enlarging take
    /// a tenth. The governor corrects it by measurement.
    /// </summary>
    internal static double CostGuess(QualityRung rung)
    {
        var quarters = Quarters(rung);
        return quarters switch { 4 => 1, 0 => 0.02, _ => 0.1 + 0.9 * quarters * quarters / 16 };
    }
}
