using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation;

/// <summary>Runs a model over pairs, through the same session that the live view uses.</summary>
public sealed class Evaluator(Model model, DeblurOptions options) : IDisposable
{
    private DeblurSession? _session;

    /// <summary>Measures one pair.</summary>
    /// <exception cref="CaptureException">A picture cannot be read or is too small, or the two differ in size.</exception>
    public Scores Measure(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        using var loaded = LoadedPair.Read(pair);
        var (source, target) = (loaded.Source, loaded.Target);
        using var sharp = new Mat(source.Size(), MatType.CV_8UC3);
        var (radii, map) = Deblur(source, sharp);
        var truth = pair.Blur is null || !model.BlurIsTrained || options.Rung == QualityRung.Source ? null
            : BlurAgreement.ReadTruth(pair.Blur, source.Size(), new Size(map.Width, map.Height));
        return new Scores
        {
            Stem = pair.Stem,
            Size = new FrameSize(source.Width, source.Height),
            InputPsnr = PictureQuality.FinitePsnr(source, target),
            InputSsim = PictureQuality.Ssim(source, target),
            Psnr = PictureQuality.FinitePsnr(sharp, target),
            Ssim = PictureQuality.Ssim(sharp, target),
            Trials = Try(loaded),
            BlurRankCorrelation = truth is null ? null : BlurAgreement.RankCorrelation(radii, truth),
            BlurMeanError = truth is null ? null : BlurAgreement.MeanError(radii, truth),
        };
    }

    /// <summary>What the model gains on one pair in PSNR, in dB; no classical filter is tried.</summary>
    /// <exception cref="CaptureException">As <see cref="Measure"/>.</exception>
    public double MeasureGain(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        using var loaded = LoadedPair.Read(pair);
        using var sharp = new Mat(loaded.Source.Size(), MatType.CV_8UC3);
        Deblur(loaded.Source, sharp);
        return PictureQuality.FinitePsnr(sharp, loaded.Target) - PictureQuality.FinitePsnr(loaded.Source, loaded.Target);
    }

    /// <summary>The PSNR of every setting of every classical filter on one pair; no network runs.</summary>
    /// <exception cref="CaptureException">As <see cref="Measure"/>.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> TryFilters(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        using var loaded = LoadedPair.Read(pair);
        return Try(loaded);
    }

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    private static List<IReadOnlyList<double>> Try(LoadedPair pair) =>
        [.. ClassicalFilter.All.Select(
            filter => (IReadOnlyList<double>)[.. filter.Try(pair.Source, pair.Target).Select(PictureQuality.Finite)])];

    private (float[] Radii, FrameSize Map) Deblur(Mat source, Mat sharp)
    {
        var size = new FrameSize(source.Width, source.Height);
        if (_session?.Size != size)
        {
            _session?.Dispose();
            _session = DeblurSessions.Create(model, size, options);
        }
        using var frame = new SingleFrame(_session);
        source.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        _session.Run(frame.Source, frame.Sharp, frame.Blur);
        frame.Sharp.Pixels.CopyTo(sharp.AsSpan<byte>());
        return (frame.Blur.Values.ToArray(), _session.BlurSize);
    }
}
