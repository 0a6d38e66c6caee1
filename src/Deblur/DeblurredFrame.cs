using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>
/// One owner's handle on a frame and what the network made of it. The handles of a frame own its four parts together: the last one that
/// is disposed disposes them. The rules are those of <see cref="Frame"/>: <c>OnNext</c> lends, <see cref="Share"/> keeps, only a mailbox
/// crosses threads.
/// </summary>
public sealed class DeblurredFrame : IDisposable
{
    private readonly Parts _parts;
    private int _isDisposed;

    /// <param name="source">The frame as the camera gave it, <see cref="PixelFormat.Bgr24"/>.</param>
    /// <param name="sharp">The deblurred frame: same size, format, sequence number and capture time.</param>
    /// <param name="blur">
    /// Blur radius in pixels of <paramref name="source"/>, <see cref="PixelFormat.Float32"/>, ceil(W/r) x ceil(H/r).
    /// </param>
    /// <param name="confidence">How far each radius can be trusted, 0 to 1, <see cref="PixelFormat.Float32"/>, of the same size.</param>
    /// <param name="stride">r: how many pixels of the frame one value of the blur map stands for, in each direction.</param>
    public DeblurredFrame(Frame source, Frame sharp, Frame blur, Frame confidence, int stride) =>
        _parts = new Parts(source, sharp, blur, confidence, stride);

    private DeblurredFrame(Parts parts) => _parts = parts;

    /// <summary>The frame as the camera gave it. Lent: it dies with this handle.</summary>
    public Frame Source => Living.Source;

    /// <summary>The deblurred frame. Lent: it dies with this handle.</summary>
    public Frame Sharp => Living.Sharp;

    /// <summary>
    /// Radius of the circle of confusion in pixels of the source, one float a cell (<see cref="Frame.Values"/>); value (x, y)
    /// covers the pixels from (x, y) * <see cref="BlurStride"/>. All NaN when no network ran (<see cref="QualityRung.Source"/>). Lent: it
    /// dies with this handle.
    /// </summary>
    public Frame Blur => Living.Blur;

    /// <summary>
    /// How far each value of <see cref="Blur"/> can be trusted, 0 to 1, one float a cell: near 0 on flat areas, where any radius fits.
    /// Lent: it dies with this handle.
    /// </summary>
    public Frame Confidence => Living.Confidence;

    /// <summary>Pixels of the frame for one value of <see cref="Blur"/>, in each direction.</summary>
    public int BlurStride => _parts.Stride;

    /// <summary>
    /// Network and working size that made it, such as "p2ikt-live-hq/threeQuarters"; empty where that is not known. What was refined is
    /// that of <see cref="Refined"/>.
    /// </summary>
    public string Level { get => _parts.Level; internal set => _parts.Level = value; }

    /// <summary>What held still and a stronger network has made from the average of several frames; null: nothing.</summary>
    public RefinedArea? Refined { get => _parts.Refined; internal set => _parts.Refined = value; }

    /// <summary>Share of the picture that is refined, 0 to 1.</summary>
    public double RefinedShare => Refined?.Share ?? 0;

    /// <summary>Share of the picture that has held still for some frames, 0 to 1; 0 where nothing looks for it.</summary>
    public double StillShare { get => _parts.StillShare; internal set => _parts.StillShare = value; }

    private Parts Living => _isDisposed == 0 ? _parts : throw new ObjectDisposedException(nameof(DeblurredFrame));

    /// <summary>Another handle on the same frame, owned and disposed by the caller.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public DeblurredFrame Share()
    {
        Living.AddHandle();
        return new DeblurredFrame(_parts);
    }

    /// <summary>Gives up this handle. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _parts.ReleaseHandle();
    }

    /// <summary>What the handles share. One object for a frame: each handle with parts of its own would be garbage of five.</summary>
    private sealed class Parts(Frame source, Frame sharp, Frame blur, Frame confidence, int stride)
    {
        private int _handles = 1;

        public Frame Source => source;

        public Frame Sharp => sharp;

        public Frame Blur => blur;

        public Frame Confidence => confidence;

        public int Stride => stride;

        public string Level { get; set; } = "";

        public RefinedArea? Refined { get; set; }

        public double StillShare { get; set; }

        public void AddHandle() => Interlocked.Increment(ref _handles);

        public void ReleaseHandle()
        {
            if (Interlocked.Decrement(ref _handles) != 0)
                return;
            source.Dispose();
            sharp.Dispose();
            blur.Dispose();
            confidence.Dispose();
        }
    }
}
