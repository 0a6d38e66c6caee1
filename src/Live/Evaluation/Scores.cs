namespace P2IKT.Live.Evaluation;

/// <summary>What was measured on one pair; PSNR in dB, blur figures null where the set has no blur maps.</summary>
public sealed record Scores
{
    /// <summary>File stem of the pair.</summary>
    public required string Stem { get; init; }

    /// <summary>PSNR of the blurry picture.</summary>
    public double InputPsnr { get; init; }

    /// <summary>SSIM of the blurry picture.</summary>
    public double InputSsim { get; init; }

    /// <summary>PSNR of the network's picture.</summary>
    public double Psnr { get; init; }

    /// <summary>SSIM of the network's picture.</summary>
    public double Ssim { get; init; }

    /// <summary>PSNR of the best unsharp mask, its strength and width chosen for this picture with the truth known.</summary>
    public double UnsharpPsnr { get; init; }

    /// <summary>PSNR of the best Wiener filter, its radius and noise chosen for this picture with the truth known.</summary>
    public double WienerPsnr { get; init; }

    /// <summary>Spearman's rank correlation of the blur map with the true one.</summary>
    public double? BlurRankCorrelation { get; init; }

    /// <summary>Mean absolute error of the blur map, in pixels of radius.</summary>
    public double? BlurMeanError { get; init; }
}
