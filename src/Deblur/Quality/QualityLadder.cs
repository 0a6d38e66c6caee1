namespace P2IKT.Live.Deblur.Quality;

/// <summary>What is known of the rungs beforehand.</summary>
public static class QualityLadder
{
    /// <summary>Every rung, best first.</summary>
    public static IReadOnlyList<QualityRung> Rungs { get; } = Enum.GetValues<QualityRung>();

    /// <summary>The rung in the user's words; null for the best, of which there is nothing to say.</summary>
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
    /// What a frame costs beside a full one, as a first guess: the network goes with the number of pixels, reducing and enlarging
    /// take a tenth. The governor corrects it by what it measures.
    /// </summary>
    internal static double CostGuess(QualityRung rung)
    {
        var quarters = Quarters(rung);
        return quarters switch { 4 => 1, 0 => 0.02, _ => 0.1 + 0.9 * quarters * quarters / 16 };
    }
}
