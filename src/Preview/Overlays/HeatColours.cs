namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// The colours of blur radius, from deep blue (in focus) through violet and rose to yellow (far out of focus). Lightness rises evenly:
/// equal steps look equal, and a grey print stays readable. The page gets this table from the server.
/// </summary>
/// <remarks>
/// Stops in OKLCH, interpolated in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020). The scale is the
/// square root of the radius: the difference between 1 and 2 pixels matters to a photographer, that between 15 and 16 does not.
/// </remarks>
internal static class HeatColours
{
    /// <summary>Colours in the table.</summary>
    public const int Count = 256;

    private static readonly (double Lightness, double Chroma, double Hue)[] Stops =
    [
        (0.32, 0.11, 265), (0.45, 0.19, 295), (0.58, 0.20, 350), (0.72, 0.17, 45), (0.93, 0.15, 103),
    ];

    /// <summary>The colour at <paramref name="position"/> of the scale, 0 to 1, as sRGB bytes.</summary>
    public static (byte R, byte G, byte B) At(double position)
    {
        var place = Math.Clamp(position, 0, 1) * (Stops.Length - 1);
        var index = Math.Min((int)place, Stops.Length - 2);
        var (l, a, b) = Mix(ToLab(Stops[index]), ToLab(Stops[index + 1]), place - index);
        var lRoot = l + (0.3963377774 * a) + (0.2158037573 * b);
        var mRoot = l - (0.1055613458 * a) - (0.0638541728 * b);
        var sRoot = l - (0.0894841775 * a) - (1.2914855480 * b);
        var (lCone, mCone, sCone) = (lRoot * lRoot * lRoot, mRoot * mRoot * mRoot, sRoot * sRoot * sRoot);
        return (
            ToByte((4.0767416621 * lCone) - (3.3077115913 * mCone) + (0.2309699292 * sCone)),
            ToByte((-1.2684380046 * lCone) + (2.6097574011 * mCone) - (0.3413193965 * sCone)),
            ToByte((-0.0041960863 * lCone) - (0.7034186147 * mCone) + (1.7076147010 * sCone)));
    }

    private static (double L, double A, double B) ToLab((double Lightness, double Chroma, double Hue) stop) =>
        (stop.Lightness, stop.Chroma * Math.Cos(stop.Hue * Math.PI / 180), stop.Chroma * Math.Sin(stop.Hue * Math.PI / 180));

    private static (double L, double A, double B) Mix(
        (double L, double A, double B) from, (double L, double A, double B) to, double share) =>
        (from.L + ((to.L - from.L) * share), from.A + ((to.A - from.A) * share), from.B + ((to.B - from.B) * share));

    private static byte ToByte(double linear)
    {
        var clipped = Math.Clamp(linear, 0, 1);
        var encoded = clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(encoded * 255);
    }
}
