using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation;

/// <summary>
/// What was measured on one pair; PSNR in dB, blur figures null where the set or the model has no blur radius to measure.
/// </summary>
public sealed record Scores
{
    /// <summary>Stem of the pair.</summary>
    public required string Stem { get; init; }

    /// <summary>Size at which it was measured.</summary>
    public FrameSize Size { get; init; }

    /// <summary>PSNR of the blurry picture.</summary>
    public double InputPsnr { get; init; }

    /// <summary>SSIM of the blurry picture.</summary>
    public double InputSsim { get; init; }

    /// <summary>PSNR of the network's picture.</summary>
    public double Psnr { get; init; }

    /// <summary>SSIM of the network's picture.</summary>
    public double Ssim { get; init; }

    /// <summary>For each of <see cref="ClassicalFilter.All"/> the PSNR of every setting.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Trials { get; init; }

    /// <summary>Spearman's rank correlation of the blur map with the true one.</summary>
    public double? BlurRankCorrelation { get; init; }

    /// <summary>Mean absolute error of the blur map, in pixels of radius.</summary>
    public double? BlurMeanError { get; init; }

    /// <summary>PSNR of a classical filter at the setting that is best for this picture: chosen with the truth known.</summary>
    public double BestPsnr(int filter) => Trials[filter].Max();
}
