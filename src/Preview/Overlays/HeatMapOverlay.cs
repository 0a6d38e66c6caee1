using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// The heat map of blur radius over the deblurred picture. The page draws the same in <c>js/overlays/heat.js</c>, with the colours and
/// opacities of this class.
/// </summary>
public sealed class HeatMapOverlay : IFrameOverlay
{
    /// <summary>Opacity of the heat map where the picture is out of focus: its colour is clear, and the picture still legible.</summary>
    internal const float Opacity = 0.6f;

    /// <summary>Share of <see cref="Opacity"/> on areas in focus. It rises to 1 at the middle of the scale.</summary>
    internal const float MinOpacity = 0.15f;

    private readonly Mat _colours = HeatColours.CreateLookup();
    private readonly Mat _weights = CreateWeights();
    private readonly Mat _scaled = new();
    private readonly Mat _levels = new();
    private readonly Mat _fine = new();
    private readonly Mat _tinted = new();
    private readonly Mat _weight = new();
    private readonly Mat _rest = new();

    /// <summary>Its entry in the table of overlays: "heat".</summary>
    public static OverlayDescription Description { get; } = new("heat", "Heat map of blur radius", static () => new HeatMapOverlay());

    /// <inheritdoc/>
    public unsafe void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(sharp);
        var size = sharp.Size;
        var cells = map.Radii.Size;
        using var picture = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, sharp.Address, sharp.Stride);
        using var radii = Mat.FromPixelData(cells.Height, cells.Width, MatType.CV_32FC1, map.Radii.Address, map.Radii.Stride);
        Cv2.Max(radii, 0, _scaled);
        _scaled.ConvertTo(_scaled, MatType.CV_32FC1, 1 / map.MaxRadius);
        Cv2.Sqrt(_scaled, _scaled);
        _scaled.ConvertTo(_levels, MatType.CV_8UC1, 255); // saturates: beyond the scale looks like its end
        // The last cells reach beyond the picture when its size is not a multiple of the stride; they are cut off, not squeezed in.
        Cv2.Resize(_levels, _fine, new Size(cells.Width * map.Stride, cells.Height * map.Stride), 0, 0, InterpolationFlags.Linear);
        using var visible = new Mat(_fine, new Rect(0, 0, size.Width, size.Height));
        Cv2.ApplyColorMap(visible, _tinted, _colours);
        Cv2.LUT(visible, _weights, _weight);
        Cv2.Subtract(Scalar.All(1), _weight, _rest);
        fixed (byte* pixels = target)
        {
            using var result = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, (nint)pixels);
            Cv2.BlendLinear(_tinted, picture, _weight, _rest, result); // size and type fit, so OpenCV writes in place
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mat in new[] { _colours, _weights, _scaled, _levels, _fine, _tinted, _weight, _rest })
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
