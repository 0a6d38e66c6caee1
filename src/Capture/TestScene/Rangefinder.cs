using System.Numerics;
using System.Runtime.CompilerServices;
using OpenCvSharp;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The subject: a rangefinder camera, satin chrome and black leatherette, facing us; its lens is <see cref="RangefinderLens"/>.
/// </summary>
internal sealed class Rangefinder
{
    private const float CentreU = 596;
    private const float Foot = 556;
    private const float HalfWidth = 202;
    private const float TopPlate = 336; // rows of the canvas
    private const float Body = 398;
    private const float BottomPlate = 540;
    private readonly Surface _surface;
    private readonly Noise _noise;
    private readonly Lettering _name;
    private readonly RangefinderLens _lens;

    private Rangefinder(Canvas canvas, Surface surface, int seed)
    {
        _surface = surface;
        _noise = new Noise((uint)seed * 19 + 1);
        _name = new Lettering(canvas, 120, 26).Write("P 2 I K T", 2, 19, 10.5f, HersheyFonts.HersheyDuplex, 0.9f);
        _lens = new RangefinderLens(canvas, surface, new Vector2(CentreU + 8, 463), (uint)seed);
    }

    public static SceneLayer Make(Canvas canvas, int seed)
    {
        var surface = new Surface(canvas, CentreU - HalfWidth - 10, 296, CentreU + HalfWidth + 10, Foot + 12);
        surface.Paint(new Rangefinder(canvas, surface, seed).Shade);
        var inverseDepth = ThinLens.InverseDepthOfRow(Foot);
        return new SceneLayer(canvas, surface, _ => inverseDepth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Shade(float u, float v)
    {
        float x = u - CentreU;
        var result = Over(Dials(x, v), Chassis(x, v));
        result = Over(result, Windows(x, v));
        return Over(result, _lens.Shade(u, v));
    }

    /// <summary>Satin chrome: a cylinder-like gradient, streaked along the direction in which it was brushed.</summary>
    private Vector3 Chrome(float across, float streakU, float streakV)
    {
        var sky = Ramp(0.95f, 0.20f, across);
        var band = (0.50f * Bell(across - 0.16f, 0.12f)) + (0.10f * Bell(across - 0.80f, 0.10f));
        var streak = 0.90f + (0.20f * _noise.Smooth(streakU / 26, streakV / 1.2f));
        var grain = 0.95f + (0.10f * _noise.Smooth(streakU / 1.3f, streakV / 1.3f));
        return new Vector3(0.355f, 0.345f, 0.325f) * ((0.28f + (0.62f * sky) + band) * streak * grain);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Chassis(float x, float v)
    {
        var coverage = _surface.Inside(Box(x, v - ((TopPlate + Foot) / 2), HalfWidth, (Foot - TopPlate) / 2, 26));
        if (coverage <= 0)
            return default;
        var side = 0.34f + (0.66f * Ramp(HalfWidth, HalfWidth - 46, MathF.Abs(x))) - (0.16f * x / HalfWidth); // the ends are round
        Vector3 colour;
        if (v is > Body and < BottomPlate)
        {
            // Leatherette: a net of pebbles, lit from the upper left.
            float Pebble(float a, float b) => _noise.Smooth(a / 3.3f, b / 3.3f) + (0.6f * _noise.Smooth((a / 1.9f) + 40, (b / 1.9f) + 11));
            var height = Pebble(x, v);
            var slope = height - Pebble(x + 0.9f, v + 0.9f);
            var light = (0.020f + (0.030f * Math.Clamp(0.45f + (slope * 1.5f), 0, 2.2f))) * (0.75f + (0.5f * height));
            light += 0.045f * Bell(x + 128, 46) * Math.Clamp(0.3f + (slope * 2.6f), 0, 2); // sheen where the body begins to turn
            colour = new Vector3(light, light * 0.97f, light * 0.94f) * (1.15f - (0.45f * (v - Body) / (BottomPlate - Body)));
            colour *= 1 - (0.55f * Ramp(Body + 6, Body, v)); // shadow under the plate
        }
        else
        {
            var top = v <= Body;
            var across = top ? (v - TopPlate) / (Body - TopPlate) : (v - BottomPlate) / (Foot - BottomPlate);
            colour = Chrome(across, x, v);
            if (top)
                colour += new Vector3(0.42f) * Bell(v - (TopPlate + 2.2f), 1.5f); // the bevelled edge catches the box
            else
                colour *= 0.62f;
            var engraved = top ? _name.At(x + 48, v - 352) : 0;
            colour = Vector3.Lerp(colour, new Vector3(0.018f), Math.Clamp(engraved * 1.5f, 0, 1));
        }
        foreach (var line in (ReadOnlySpan<float>)[Body, BottomPlate])
            colour *= 1 - (0.8f * Bell(v - line, 0.9f));
        return Cover(colour * side, coverage);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Dials(float x, float v)
    {
        var result = Dial(default, x + 146, v, 30, 316, knurl: true);   // rewind
        result = Dial(result, x - 88, v, 27, 312, knurl: true);         // speeds
        result = Dial(result, x - 152, v, 13, 322, knurl: false);       // release
        result = Dial(result, x - 152, v, 8, 314, knurl: false);
        var shoe = _surface.Inside(Box(x - 8, v - 332, 30, 6, 1.5f));
        return Over(result, Cover(new Vector3(0.17f) * (0.5f + Ramp(338, 326, v)), shoe));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Dial(Vector4 below, float x, float v, float half, float top, bool knurl)
    {
        var coverage = _surface.Inside(Box(x, v - (top + 20), half, 20, 3));
        if (coverage <= 0)
            return below;
        var around = x / half; // a cylinder seen from the side
        var round = MathF.Sqrt(MathF.Max(0.02f, 1 - (around * around)));
        var light = (0.10f + (0.62f * Bell(around + 0.42f, 0.30f)) + (0.16f * Bell(around - 0.70f, 0.18f))) * (0.4f + (0.6f * round));
        if (knurl && v > top + 4)
            light *= 0.62f + (0.42f * MathF.Sin(MathF.Asin(Math.Clamp(around, -1, 1)) * half * 1.75f));
        light += 0.35f * Bell(v - (top + 1.4f), 1.2f) * round;
        light *= 1 - (0.6f * Ramp(TopPlate - 7, TopPlate, v));
        return Over(below, Cover(new Vector3(0.62f, 0.60f, 0.56f) * light, coverage));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Windows(float x, float v)
    {
        var result = Window(default, x - 142, v - 366, 27, 15);
        result = Window(result, x - 60, v - 366, 17, 8);
        return Window(result, x + 138, v - 366, 12, 10);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector4 Window(Vector4 below, float x, float y, float halfWidth, float halfHeight)
    {
        var frame = Box(x, y, halfWidth + 3, halfHeight + 3, 4);
        if (frame > 1)
            return below;
        var bevel = 0.10f + (0.42f * Ramp(4, -4, (x / halfWidth * 3) + (y / halfHeight * 3)));
        var result = Over(below, Cover(new Vector3(bevel), _surface.Inside(frame)));
        var glass = Vector3.Lerp(
            new Vector3(0.012f, 0.020f, 0.030f), new Vector3(0.075f, 0.105f, 0.120f), Ramp(halfHeight, -halfHeight, y + (x * 0.25f)));
        var streak = Ramp(5, 3.5f, MathF.Abs((x * 0.8f) + (y * 0.9f) + (halfWidth * 0.35f))); // the soft box again
        glass += new Vector3(0.50f, 0.56f, 0.55f) * streak * 0.8f;
        return Over(result, Cover(glass, _surface.Inside(Box(x, y, halfWidth, halfHeight, 2.5f))));
    }
}
