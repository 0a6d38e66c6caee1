using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>A model on pictures of any size, through the same session that the live view uses.</summary>
internal sealed class NetworkSession(Model model, DeblurOptions options) : IDisposable
{
    private DeblurSession? _session;

    /// <summary>Runs the model on a picture.</summary>
    /// <param name="bgr">8-bit BGR.</param>
    /// <returns>Its frames: source published, blur map and confidence filled. The caller owns them.</returns>
    public SingleFrame Run(Mat bgr)
    {
        var size = new FrameSize(bgr.Width, bgr.Height);
        if (_session?.Size != size)
        {
            _session?.Dispose();
            _session = DeblurSessions.Create(model, size, options);
        }
        var frame = new SingleFrame(_session);
        bgr.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        _session.Run(frame.Source, frame.Sharp, frame.Blur);
        _session.ReadConfidence(frame.Source, frame.Blur, frame.Confidence);
        return frame;
    }

    /// <summary>A map at every pixel, interpolated between the centres of cells. The caller owns it.</summary>
    public static Mat Enlarge(Mat cells, int stride, Size picture)
    {
        using var fine = new Mat();
        Cv2.Resize(cells, fine, new Size(cells.Width * stride, cells.Height * stride));
        return fine[0, picture.Height, 0, picture.Width].Clone();
    }

    public void Dispose() => _session?.Dispose();
}
