using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>The blur map of one frame, as an overlay reads it. Valid as long as the frame that it belongs to.</summary>
/// <param name="Radii">Blur radius in pixels of the picture, one float32 for each cell.</param>
/// <param name="Confidences">How far each radius can be trusted, 0 to 1, one float32 for each cell.</param>
/// <param name="Stride">Width and height of a cell in pixels of the picture. The last cells may reach beyond the picture.</param>
/// <param name="MaxRadius">Blur radius in pixels at the end of the colour scale; larger ones look the same.</param>
public readonly record struct FocusMap(Frame Radii, Frame Confidences, int Stride, double MaxRadius)
{
    /// <summary>False when no network has run on the frame: then every radius is NaN.</summary>
    public bool IsKnown => !float.IsNaN(Radii.Values[0]);

    /// <summary>Blur radius at a pixel of the picture, interpolated between the centres of cells.</summary>
    /// <param name="x">Column in pixels, 0 at the left edge.</param>
    /// <param name="y">Row in pixels, 0 at the top.</param>
    /// <returns>Pixels.</returns>
    public float RadiusAt(double x, double y) => Interpolate(Radii, x, y);

    /// <summary>How far the radius at a pixel of the picture can be trusted, interpolated between the centres of cells.</summary>
    /// <param name="x">Column in pixels, 0 at the left edge.</param>
    /// <param name="y">Row in pixels, 0 at the top.</param>
    /// <returns>0 to 1; near 0 on flat areas.</returns>
    public float ConfidenceAt(double x, double y) => Interpolate(Confidences, x, y);

    private float Interpolate(Frame map, double x, double y)
    {
        var (width, height) = (map.Size.Width, map.Size.Height);
        var column = Math.Clamp((x / Stride) - 0.5, 0, width - 1);
        var row = Math.Clamp((y / Stride) - 0.5, 0, height - 1);
        var (left, top) = ((int)column, (int)row);
        var (right, bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        var values = map.Values;
        var upper = float.Lerp(values[(top * width) + left], values[(top * width) + right], (float)(column - left));
        var lower = float.Lerp(values[(bottom * width) + left], values[(bottom * width) + right], (float)(column - left));
        return float.Lerp(upper, lower, (float)(row - top));
    }
}
