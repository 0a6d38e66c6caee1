using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>
/// Frames of any size in a picture of one size: scaled to fit, in the middle of black. A frame of that size is passed through. For one
/// thread; the picture is reused.
/// </summary>
internal sealed class FittedPicture(FrameSize size) : IDisposable
{
    private Mat? _canvas; // of the first frame that does not fit on

    /// <summary>The pixels, packed BGR; valid until the next call and while the frame lives.</summary>
    public unsafe ReadOnlySpan<byte> Of(Frame frame)
    {
        if (frame.Size == size)
            return frame.Pixels;
        _canvas ??= new Mat(size.Height, size.Width, MatType.CV_8UC3);
        _canvas.SetTo(Scalar.Black);
        var scale = Math.Min((double)size.Width / frame.Size.Width, (double)size.Height / frame.Size.Height);
        var (width, height) = (Math.Clamp((int)Math.Round(scale * frame.Size.Width), 1, size.Width),
            Math.Clamp((int)Math.Round(scale * frame.Size.Height), 1, size.Height));
        using var source = Mat.FromPixelData(frame.Size.Height, frame.Size.Width, MatType.CV_8UC3, frame.Address, frame.Stride);
        using var place = new Mat(_canvas, new Rect((size.Width - width) / 2, (size.Height - height) / 2, width, height));
        Cv2.Resize(source, place, place.Size(), 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return new ReadOnlySpan<byte>(_canvas.DataPointer, checked((int)(3 * size.Pixels)));
    }

    /// <inheritdoc/>
    public void Dispose() => _canvas?.Dispose();
}
