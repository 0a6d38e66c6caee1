using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Evaluation;

/// <summary>Runs a model over pairs, through the same session that the live view uses.</summary>
public sealed class Evaluator(Model model, DeblurOptions options) : IDisposable
{
    private DeblurSession? _session;

    /// <summary>Measures one pair.</summary>
    /// <exception cref="CaptureException">A picture cannot be read, or the two differ in size.</exception>
    public Scores Measure(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        using var source = PairedDataset.Read(pair.Source);
        using var target = PairedDataset.Read(pair.Target);
        if (source.Size() != target.Size())
            throw new CaptureException($"{pair.Source} is {source.Width}x{source.Height} but its target is {target.Width}x{target.Height}.");
        using var sharp = new Mat(source.Size(), MatType.CV_8UC3);
        var (radii, map) = Deblur(source, sharp);
        var truth = pair.Blur is null ? null : BlurAgreement.ReadTruth(pair.Blur, map.Width, map.Height);
        return new Scores
        {
            Stem = pair.Stem,
            InputPsnr = PictureQuality.Psnr(source, target),
            InputSsim = PictureQuality.Ssim(source, target),
            Psnr = PictureQuality.Psnr(sharp, target),
            Ssim = PictureQuality.Ssim(sharp, target),
            UnsharpPsnr = ClassicalFilters.BestUnsharpPsnr(source, target),
            WienerPsnr = ClassicalFilters.BestWienerPsnr(source, target),
            BlurRankCorrelation = truth is null ? null : BlurAgreement.RankCorrelation(radii, truth),
            BlurMeanError = truth is null ? null : BlurAgreement.MeanError(radii, truth),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    private (float[] Radii, FrameSize Map) Deblur(Mat source, Mat sharp)
    {
        var size = new FrameSize(source.Width, source.Height);
        if (_session?.Size != size)
        {
            _session?.Dispose();
            _session = DeblurSession.Create(model, size, options);
        }
        using var frame = new SingleFrame(_session);
        source.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        _session.Run(frame.Source, frame.Sharp, frame.Blur);
        frame.Sharp.Pixels.CopyTo(sharp.AsSpan<byte>());
        return (frame.Blur.Values.ToArray(), _session.BlurSize);
    }
}
