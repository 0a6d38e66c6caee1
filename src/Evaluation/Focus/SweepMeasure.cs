using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// What picks the sharpest frame of a sweep: the radius of a model together with contrast (<see cref="SweepSharpness"/>). It orders
/// pictures of one scene only, so it is scored with those.
/// </summary>
internal sealed class SweepMeasure(Model model, DeblurOptions options) : IFocusMeasure
{
    private readonly NetworkSession _network = new(model, options);

    public string Name => $"{model.Name} + contrast";

    public bool IsRadius => false;

    public bool ComparesPlaces => false;

    /// <remarks>Its window is its own, whatever is asked for.</remarks>
    public BlurEstimate Measure(Mat bgr, int window)
    {
        using var frame = _network.Run(bgr);
        var (size, cells) = (frame.Source.Size, frame.Blur.Size);
        var field = new FocusField(frame.Blur.Values, frame.Confidence.Values, cells, model.BlurStride, size, 0, TimeSpan.Zero);
        var scores = new float[cells.Pixels];
        new SweepSharpness(size, cells, model.BlurStride).Measure(frame.Source.Pixels, frame.Source.Stride, field, scores);
        using var map = Mat.FromPixelData(cells.Height, cells.Width, MatType.CV_32FC1, scores);
        return new BlurEstimate(NetworkSession.Enlarge(map, model.BlurStride, bgr.Size()), Confidence: null);
    }

    public void Dispose() => _network.Dispose();
}
