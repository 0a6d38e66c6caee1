using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Deblur.Ladders;

/// <summary>One level of quality: which network runs, and how much of a frame it sees.</summary>
/// <param name="Model">The network.</param>
/// <param name="Rung">How much of a frame it sees; <see cref="QualityRung.Source"/>: it does not run.</param>
/// <param name="Cost">
/// Time for a frame. Milliseconds a megapixel where it was measured; else only the ratio to other levels of the same ladder counts.
/// </param>
public sealed record QualityLevel(Model Model, QualityRung Rung, double Cost)
{
    /// <summary>Measured gain in dB; 0 without a network, null where the model does not say.</summary>
    public double? Gain => Rung == QualityRung.Source ? 0 : Model.SizeGains.Count > (int)Rung ? Model.SizeGains[(int)Rung] : null;
}
