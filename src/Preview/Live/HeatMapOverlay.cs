using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Draws the heat map of blur radius over the deblurred picture, as the page does in its shader, for viewers that only show a
/// picture. For one thread; its buffers are reused.
/// </summary>
public sealed class HeatMapOverlay : IDisposable
{
    /// <summary>How much of the heat map shows: enough to read its colour, with the picture still legible under it.</summary>
    private const float Opacity = 0.6f;

    /// <summary>The share of that in what is in focus, which so keeps most of its own colours; full from the middle of the scale.</summary>
    private const float MinOpacity = 0.15f;

    private readonly Mat _colours = HeatColours.CreateLookup();
    private readonly Mat _weights = CreateWeights();
    private readonly Mat _scaled = new();
    private readonly Mat _levels = new();
    private readonly Mat _fine = new();
    private readonly Mat _tinted = new();
    private readonly Mat _weight = new();
    private readonly Mat _rest = new();
    private readonly Mat _result = new();

    /// <summary>The picture with its heat map; valid until the next call.</summary>
    /// <param name="sharp">The deblurred picture; only read.</param>
    /// <param name="blur">Its blur map, in pixels.</param>
    /// <param name="blurStride">Pixels of the picture for one value of the map, in each direction.</param>
    /// <param name="maxRadius">Blur radius in pixels at the end of the scale; larger ones look the same.</param>
    public Mat Draw(Frame sharp, Frame blur, int blurStride, double maxRadius)
    {
        var size = sharp.Size;
        var cells = blur.Size;
        using var picture = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, sharp.Address, sharp.Stride);
        using var radii = Mat.FromPixelData(cells.Height, cells.Width, MatType.CV_32FC1, blur.Address, blur.Stride);
        if (float.IsNaN(blur.Values[0])) // no network has run: nothing is known, nowhere
        {
            picture.CopyTo(_result);
            return _result;
        }
        Cv2.Max(radii, 0, _scaled);
        _scaled.ConvertTo(_scaled, MatType.CV_32FC1, 1 / maxRadius);
        Cv2.Sqrt(_scaled, _scaled);
        _scaled.ConvertTo(_levels, MatType.CV_8UC1, 255); // saturates: beyond the scale looks like its end
        // The last cells reach beyond the picture when its size is no multiple of the stride; they are cut off, not squeezed in.
        Cv2.Resize(_levels, _fine, new Size(cells.Width * blurStride, cells.Height * blurStride), 0, 0, InterpolationFlags.Linear);
        using var visible = new Mat(_fine, new Rect(0, 0, size.Width, size.Height));
        Cv2.ApplyColorMap(visible, _tinted, _colours);
        Cv2.LUT(visible, _weights, _weight);
        Cv2.Subtract(Scalar.All(1), _weight, _rest);
        Cv2.BlendLinear(_tinted, picture, _weight, _rest, _result);
        return _result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mat in new[] { _colours, _weights, _scaled, _levels, _fine, _tinted, _weight, _rest, _result })
            mat.Dispose();
    }

    private static Mat CreateWeights()
    {
        var weights = new Mat(256, 1, MatType.CV_32FC1);
        for (var i = 0; i < 256; i++)
        {
            var rise = Math.Clamp(i / 127.5f, 0, 1);
            weights.Set(i, 0, Opacity * (MinOpacity + ((1 - MinOpacity) * rise * rise * (3 - (2 * rise)))));
        }
        return weights;
    }
}
