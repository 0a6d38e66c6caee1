using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>
/// One owner's handle on a frame and what the network made of it. It owns its four parts and disposes them together; the rules
/// are those of <see cref="Frame"/>: <c>OnNext</c> lends, <see cref="Share"/> keeps, only a mailbox crosses threads.
/// </summary>
/// <param name="source">The frame as the camera gave it, <see cref="PixelFormat.Bgr24"/>.</param>
/// <param name="sharp">The deblurred frame: same size, format, sequence number and capture time.</param>
/// <param name="blur">
/// Blur radius in pixels of <paramref name="source"/>, <see cref="PixelFormat.Float32"/>, ceil(W/r) x ceil(H/r).
/// </param>
/// <param name="confidence">How far each radius can be trusted, 0 to 1, <see cref="PixelFormat.Float32"/>, of the same size.</param>
/// <param name="stride">r: how many pixels of the frame one value of the blur map stands for, in each direction.</param>
public sealed class DeblurredFrame(Frame source, Frame sharp, Frame blur, Frame confidence, int stride) : IDisposable
{
    /// <summary>The frame as the camera gave it. Lent: it dies with this handle.</summary>
    public Frame Source => source;

    /// <summary>The deblurred frame. Lent: it dies with this handle.</summary>
    public Frame Sharp => sharp;

    /// <summary>
    /// Radius of the circle of confusion in pixels of the source, one float a cell (<see cref="Frame.Values"/>); value (x, y)
    /// covers the pixels from (x, y) * <see cref="BlurStride"/>. All NaN when no network ran (<see cref="QualityRung.Source"/>). Lent: it
    /// dies with this handle.
    /// </summary>
    public Frame Blur => blur;

    /// <summary>
    /// How far each value of <see cref="Blur"/> can be trusted, 0 to 1, one float a cell: near 0 on flat areas, where any radius fits. Lent:
    /// it dies with this handle.
    /// </summary>
    public Frame Confidence => confidence;

    /// <summary>Pixels of the frame for one value of <see cref="Blur"/>, in each direction.</summary>
    public int BlurStride => stride;

    /// <summary>Another handle on the same frame, owned and disposed by the caller.</summary>
    public DeblurredFrame Share() => new(source.Share(), sharp.Share(), blur.Share(), confidence.Share(), stride);

    /// <summary>Gives up this handle. Further calls do nothing.</summary>
    public void Dispose()
    {
        source.Dispose();
        sharp.Dispose();
        blur.Dispose();
        confidence.Dispose();
    }
}
