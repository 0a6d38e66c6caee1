using OpenCvSharp;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Overlays together with the picture that they are drawn on. Used by one thread; owns the overlays and the picture.</summary>
/// <param name="selection">Which overlays, with their options.</param>
/// <param name="maxRadius">Blur radius in pixels at the end of the colour scale; asked for each frame that has a blur map.</param>
public sealed class OverlayCanvas(OverlaySelection selection, Func<double> maxRadius) : IDisposable
{
    private readonly IFrameOverlay[] _overlays = selection.Create();
    private readonly Mat _picture = new();

    /// <summary>The overlays with their options, as text.</summary>
    public string Name => selection.Text;

    /// <summary>What is drawn.</summary>
    internal OverlaySelection Selection => selection;

    /// <summary>What the recorder draws with. It uses this canvas, which is disposed after the recorder.</summary>
    public ClipOverlay ForClips => new(Name, (sharp, blur, confidence, stride) => PixelsOf(Draw(sharp, blur, confidence, stride)));

    /// <summary>Draws the overlays over a deblurred frame; a frame without a known blur map is copied.</summary>
    /// <param name="sharp">The deblurred frame; only read.</param>
    /// <param name="blur">Its blur map in pixels.</param>
    /// <param name="confidence">How far each value of the map can be trusted, 0 to 1.</param>
    /// <param name="blurStride">Pixels of the frame for one value of the map, in each direction.</param>
    /// <returns>The picture, packed BGR, valid until the next call.</returns>
    internal Mat Draw(Frame sharp, Frame blur, Frame confidence, int blurStride)
    {
        var size = sharp.Size;
        if (_picture.Width != size.Width || _picture.Height != size.Height)
            _picture.Create(size.Height, size.Width, MatType.CV_8UC3);
        var pixels = PixelsOf(_picture);
        sharp.Pixels.CopyTo(pixels);
        var map = new FocusMap(blur, confidence, blurStride, 0);
        if (map.IsKnown)
        {
            map = map with { MaxRadius = maxRadius() };
            foreach (var overlay in _overlays)
                overlay.Draw(sharp, map, pixels);
        }
        return _picture;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var overlay in _overlays)
            overlay.Dispose();
        _picture.Dispose();
    }

    // The canvas allocates its picture itself, so the rows have no gaps between them.
    private static unsafe Span<byte> PixelsOf(Mat picture) => new((void*)picture.Data, 3 * picture.Width * picture.Height);
}
