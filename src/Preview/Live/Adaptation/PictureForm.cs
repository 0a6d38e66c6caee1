using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>How a picture is encoded for a viewer: viewers with the same form share one JPEG.</summary>
/// <param name="Eighths">Its width and height in eighths of the frame's: one of <see cref="Scales"/>.</param>
/// <param name="Quality">JPEG quality, 1 to 100.</param>
internal readonly record struct PictureForm(int Eighths, int Quality)
{
    /// <summary>The eighths of a picture of the frame's size.</summary>
    public const int Whole = 8;

    /// <summary>The sizes that there are, in eighths: few, so that viewers share them, and each from 2/3 to 3/4 of the next.</summary>
    public static ReadOnlySpan<int> Scales => [1, 2, 3, 4, 6, Whole];

    /// <summary>
    /// Bytes of the picture, about, for each byte of one of the frame's size and quality 50. The table of quantisation of libjpeg grows
    /// with <c>200 - 2 quality</c>, or <c>5000 / quality</c> below 50. The exponents are fitted: see docs/performance.md.
    /// </summary>
    public double Cost
    {
        get
        {
            double quality = Math.Max(1, Quality);
            var quantisation = quality < 50 ? 5000 / quality : 200 - (2 * quality);
            return Math.Pow(Eighths / (double)Whole, 1.5) * Math.Pow((quantisation + 2) / 102, -0.6);
        }
    }

    /// <summary>Size of the picture in pixels.</summary>
    public FrameSize SizeOf(FrameSize frame) => new(Scaled(frame.Width), Scaled(frame.Height));

    /// <summary>The smallest of <see cref="Scales"/> that has a pixel for each of the viewer's.</summary>
    /// <param name="frame">Size of the frames, in pixels.</param>
    /// <param name="view">What the viewer shows. A hundredth too little is enough: rectangles on a screen are rounded.</param>
    public static int ScaleFor(FrameSize frame, ViewerView view)
    {
        if (view.SourcePixels)
            return Whole;
        // The picture lies within what the viewer has for it, with the frame's aspect.
        var share = 0.99 * Math.Min(view.Width / frame.Width, view.Height / frame.Height);
        foreach (var eighths in Scales)
        {
            if (eighths >= share * Whole)
                return eighths;
        }
        return Whole;
    }

    private int Scaled(int pixels) => Math.Max(1, ((pixels * Eighths) + (Whole / 2)) / Whole);
}
