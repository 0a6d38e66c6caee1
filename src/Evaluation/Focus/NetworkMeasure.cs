using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>The blur map of a model with its confidence.</summary>
internal sealed class NetworkMeasure(Model model, DeblurOptions options) : IFocusMeasure
{
    private readonly NetworkSession _network = new(model, options);

    public string Name => model.Name;

    public bool IsRadius => true;

    public bool ComparesPlaces => true;

    public BlurEstimate Measure(Mat bgr, int window)
    {
        using var frame = _network.Run(bgr);
        var (radii, confidence) = (Enlarge(frame.Blur, bgr.Size()), Enlarge(frame.Confidence, bgr.Size()));
        Average(radii, confidence, window);
        return new BlurEstimate(radii, confidence);
    }

    public void Dispose() => _network.Dispose();

    /// <summary>Averages the radii over a window, weighted with confidence, as a focus point does.</summary>
    private static void Average(Mat radii, Mat confidence, int window)
    {
        const double Untrusted = 1e-3; // a window without confidence keeps its mean
        using var weights = new Mat();
        Cv2.Add(confidence, Scalar.All(Untrusted), weights);
        Cv2.Multiply(radii, weights, radii);
        Cv2.BoxFilter(radii, radii, -1, new Size(window, window));
        Cv2.BoxFilter(weights, weights, -1, new Size(window, window));
        Cv2.Divide(radii, weights, radii);
    }

    private Mat Enlarge(Frame map, Size picture)
    {
        using var cells = Mat.FromPixelData(map.Size.Height, map.Size.Width, MatType.CV_32FC1, map.Address, map.Stride);
        return NetworkSession.Enlarge(cells, model.BlurStride, picture);
    }
}
