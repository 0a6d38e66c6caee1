using System.Numerics;
using System.Runtime.CompilerServices;
using OpenCvSharp;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The lens seen from the front: mount, knurled focus ring, engraved name ring, and coated glass that mirrors the studio.
/// </summary>
internal sealed class RangefinderLens
{
    private const float Mount = 92;
    private const float FocusRing = 84;
    private const float NameRing = 66;
    private const float Cone = 52;
    private const float Glass = 42;
    private const string Name = "P2IKT  STUDIO  1:1.4 / 50      DEFOCUS  REMOVED      No. 3318735      ";
    private readonly Surface _surface;
    private readonly Vector2 _centre;
    private readonly Noise _noise;
    private readonly Lettering _engraving;
    private readonly float _engravingWidth;

    public RangefinderLens(Canvas canvas, Surface surface, Vector2 centre, uint seed)
    {
        (_surface, _centre) = (surface, centre);
        _noise = new Noise((seed * 23) + 1);
        _engravingWidth = Lettering.WidthOf(Name, 5.4f, HersheyFonts.HersheySimplex);
        _engraving = new Lettering(canvas, _engravingWidth, 12).Write(Name, 0, 9, 5.4f, HersheyFonts.HersheySimplex, 0.6f);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector4 Shade(float u, float v)
    {
        float x = u - _centre.X, y = v - _centre.Y;
        var radius = MathF.Sqrt((x * x) + (y * y));
        if (radius > Mount + 16)
            return default;
        var angle = MathF.Atan2(y, x);
        // The lens stands out of the body and shades it to the lower right.
        var shadow = 0.75f * Ramp(Mount + 15, Mount - 2, MathF.Sqrt(((x - 5) * (x - 5)) + ((y - 7) * (y - 7))));
        var result = Cover(Vector3.Zero, shadow);
        result = Over(result, Cover(Turned(angle, radius) * 0.80f, _surface.Inside(radius - Mount)));
        result = Over(result, Cover(Knurled(angle, radius), _surface.Inside(radius - FocusRing)));
        result = Over(result, Cover(Engraved(angle, radius), _surface.Inside(radius - NameRing)));
        result = Over(result, Cover(Baffle(angle, radius), _surface.Inside(radius - Cone)));
        return Over(result, Cover(Coated(x, y, radius), _surface.Inside(radius - Glass)));
    }

    /// <summary>Metal turned on a lathe: its highlights are rays from the centre.</summary>
    private Vector3 Turned(float angle, float radius)
    {
        var ray = MathF.Pow(MathF.Abs(MathF.Cos(angle - 0.85f)), 10) + (0.45f * MathF.Pow(MathF.Abs(MathF.Cos(angle + 0.62f)), 14));
        var groove = 0.86f + (0.28f * _noise.Smooth(radius * 1.7f, 3 + (angle * 0.6f)));
        return new Vector3(0.50f, 0.485f, 0.46f) * ((0.16f + (0.95f * ray)) * groove);
    }

    private static Vector3 Knurled(float angle, float radius)
    {
        var middle = radius - ((FocusRing + NameRing) / 2);
        var tooth = MathF.Sin(angle * 96);
        var inTeeth = Ramp(8.2f, 6.8f, MathF.Abs(middle));
        var light = MathF.Pow(MathF.Max(0, MathF.Cos(angle + 2.25f)), 2); // from the upper left
        var tone = 0.016f + (0.050f * light) + (inTeeth * (0.030f + (0.085f * light)) * Math.Clamp(tooth, -0.35f, 1));
        tone += (0.05f + (0.30f * light)) * Bell(radius - FocusRing + 1.2f, 0.9f);
        return new Vector3(MathF.Max(0.006f, tone));
    }

    private Vector3 Engraved(float angle, float radius)
    {
        var light = 0.5f + (0.5f * MathF.Cos(angle + 2.25f));
        var black = 0.011f + (0.022f * light) + (0.10f * MathF.Pow(MathF.Abs(MathF.Cos(angle - 0.85f)), 24));
        var turn = (angle + (MathF.PI * 0.98f)) / (2 * MathF.PI);
        var ink = _engraving.At((turn - MathF.Floor(turn)) * _engravingWidth, 12 - (radius - Cone - 1));
        var edge = 0.24f * light * Bell(radius - NameRing + 0.9f, 0.7f);
        return Vector3.Lerp(new Vector3(black), new Vector3(0.62f, 0.60f, 0.55f), Math.Clamp(ink * 1.35f, 0, 1)) + new Vector3(edge);
    }

    private static Vector3 Baffle(float angle, float radius)
    {
        var light = MathF.Pow(0.5f + (0.5f * MathF.Cos(angle - 0.9f)), 3); // a hollow cone is lit on the far side
        var step = 0.55f + (0.45f * MathF.Sin(radius * 2.4f));
        return new Vector3(0.005f + (0.050f * light * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector3 Coated(float x, float y, float radius)
    {
        float px = x / Glass, py = y / Glass, depth = radius / Glass;
        var glass = Vector3.Lerp(new Vector3(0.004f, 0.004f, 0.008f), new Vector3(0.022f, 0.014f, 0.040f), Ramp(0.25f, 1, depth));
        glass += new Vector3(0.055f, 0.020f, 0.085f) * Bell(depth - 0.90f, 0.10f) * (0.6f - (0.4f * py)); // coating, at a slant
        glass += new Vector3(0.030f, 0.036f, 0.040f) * Ramp(0.36f, 0.33f, depth) * 0.35f; // the aperture behind
        // One reflection of the soft box for each glass surface, each in the colour of its coating.
        glass += new Vector3(1.05f, 1.08f, 1.20f) * Pane(px, py, -0.37f, -0.40f, 0.20f, 0.25f, 0.95f);
        glass += new Vector3(0.30f, 0.10f, 0.42f) * Pane(px, py, -0.13f, -0.15f, 0.13f, 0.16f, 1);
        glass += new Vector3(0.05f, 0.26f, 0.20f) * Pane(px, py, 0.22f, 0.25f, 0.09f, 0.11f, 1);
        glass += new Vector3(0.46f, 0.22f, 0.05f) * Pane(px, py, 0.45f, 0.50f, 0.055f, 0.07f, 1);
        // Lamps behind us, as a crescent at the edge.
        glass += new Vector3(0.14f, 0.17f, 0.22f) * Bell(depth - 0.80f, 0.045f) * Ramp(
            0.25f, 0.95f, ((px * 0.75f) + (py * 0.65f)) / MathF.Max(depth, 0.1f));
        return glass * (1 - (0.85f * Ramp(0.955f, 1, depth)));
    }

    private static float Pane(float x, float y, float atX, float atY, float halfWidth, float halfHeight, float strength)
    {
        float dx = x - atX, dy = y - atY;
        (dx, dy) = (dx + (0.28f * dy), dy - (0.10f * dx));
        var inside = Ramp(0.022f, -0.022f, Box(dx, dy, halfWidth, halfHeight, 0.05f));
        return strength * inside * (0.55f + (0.45f * Ramp(halfHeight, -halfHeight, dy)));
    }
}
