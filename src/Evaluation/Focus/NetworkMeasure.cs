using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>The blur map of a model with its confidence, through the same session that the live view uses.</summary>
internal sealed class NetworkMeasure(Model model, DeblurOptions options) : IFocusMeasure
{
    private DeblurSession? _session;

    public string Name => model.Name;

    public bool IsRadius => true;

    public BlurEstimate Measure(Mat bgr, int window)
    {
        var size = new FrameSize(bgr.Width, bgr.Height);
        if (_session?.Size != size)
        {
            _session?.Dispose();
            _session = DeblurSessions.Create(model, size, options);
        }
        using var frame = new SingleFrame(_session);
        bgr.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        _session.Run(frame.Source, frame.Sharp, frame.Blur);
        _session.ReadConfidence(frame.Source, frame.Blur, frame.Confidence);
        var (radii, confidence) = (Enlarge(frame.Blur, bgr.Size()), Enlarge(frame.Confidence, bgr.Size()));
        Average(radii, confidence, window);
        return new BlurEstimate(radii, confidence);
    }

    public void Dispose() => _session?.Dispose();

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

    /// <summary>The map at every pixel, interpolated between the centres of cells.</summary>
    private Mat Enlarge(Frame map, Size picture)
    {
        using var cells = Mat.FromPixelData(map.Size.Height, map.Size.Width, MatType.CV_32FC1, map.Address, map.Stride);
        using var fine = new Mat();
        Cv2.Resize(cells, fine, new Size(map.Size.Width * model.BlurStride, map.Size.Height * model.BlurStride));
        return fine[0, picture.Height, 0, picture.Width].Clone();
    }
}
