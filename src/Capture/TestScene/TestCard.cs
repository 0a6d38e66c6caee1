using System.Numerics;
using System.Runtime.CompilerServices;
using OpenCvSharp;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>A printed focus card that stands behind the camera: a Siemens star, text, line pairs and colour patches.</summary>
internal static class TestCard
{
    private const float Left = 800;
    private const float Top = 224;
    private const float Wide = 236;
    private const float Tall = 240;

    private static readonly Vector3[] Patches =
    [
        new(0.40f, 0.10f, 0.09f), new(0.56f, 0.29f, 0.05f), new(0.58f, 0.50f, 0.05f), new(0.09f, 0.27f, 0.10f), new(0.05f, 0.20f, 0.36f),
            new(0.21f, 0.09f, 0.28f),
        new(0.62f), new(0.36f), new(0.20f), new(0.095f), new(0.038f), new(0.012f),
    ];

    private static readonly string[] Prose =
    [
        "What a lens leaves out of focus is not lost:",
        "each point becomes a disc, and every disc is",
        "laid over its neighbours. Undo that, and you",
        "may read these lines again while they are",
        "still being photographed.",
    ];

    public static SceneLayer Make(Canvas canvas, int seed)
    {
        var surface = new Surface(canvas, Left - 12, Top - 4, Left + Wide + 6, Top + Tall + 4);
        var paper = new Noise((uint)seed * 17 + 1);
        var text = new Lettering(canvas, Wide, Tall).Write("FOCUS", 132, 31, 13, HersheyFonts.HersheyDuplex, 1.0f);
        text.Write("P2IKT STUDIO CARD", 132, 43, 4.6f, HersheyFonts.HersheySimplex, 0.5f);
        for (var i = 0; i < Prose.Length; i++)
            text.Write(Prose[i], 14, 151 + (i * 9.4f), 5.4f - (0.35f * i), HersheyFonts.HersheyComplex, 0.5f);
        surface.Paint([MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            float y = v - Top, x = u - Left + ((y - Tall) * -0.012f); // leans back a little
            var coverage = surface.Inside(Box(x - (Wide / 2), y - (Tall / 2), Wide / 2, Tall / 2, 3));
            if (coverage <= 0)
                return default;
            var reflectance = new Vector3(0.74f, 0.73f, 0.69f) * (0.97f + (0.06f * paper.Fractal(u / 2.2f, v / 2.2f, 2)));
            Ink(ref reflectance, 1 - Star(x - 70, y - 70, surface.Pixel), new Vector3(0.016f));
            Ink(ref reflectance, text.At(x, y) * 1.3f, new Vector3(0.02f));
            Ink(ref reflectance, LinePairs(x - 132, y - 54, surface.Pixel), new Vector3(0.016f));
            if (x is > 14 and < 224 && y is > 196 and < 230)
            {
                int column = (int)((x - 14) / 35), line = y < 213 ? 0 : 1;
                float px = x - 14 - (column * 35), py = y - 196 - (line * 17);
                Ink(ref reflectance, surface.Inside(Box(px - 17.5f, py - 8.5f, 16.5f, 7.5f, 0.8f)), Patches[(line * 6) + column]);
            }
            var light = 1.02f - (0.36f * x / Wide) - (0.16f * y / Tall);
            return Cover(reflectance * light * new Vector3(0.93f, 0.89f, 0.82f), coverage);
        });
        var inverseDepth = ThinLens.InverseDepthOfRow(Top + Tall);
        return new SceneLayer(canvas, surface, _ => inverseDepth);
    }

    private static void Ink(ref Vector3 paper, float amount, Vector3 colour) =>
        paper = Vector3.Lerp(paper, colour, Math.Clamp(amount, 0, 1));

    /// <summary>36 spokes; where they get finer than the pixels they are grey, as a print would be.</summary>
    private static float Star(float x, float y, float pixel)
    {
        var radius = MathF.Sqrt((x * x) + (y * y));
        if (radius > 57)
            return 1;
        const int Spokes = 36;
        var wave = MathF.Sin(MathF.Atan2(y, x) * Spokes);
        var slope = Spokes / MathF.Max(radius, 0.1f) * pixel; // change of phase over a pixel
        var white = 0.5f + (0.5f * Math.Clamp(wave / MathF.Max(slope * 0.5f, 0.02f), -1, 1) * Ramp(2.6f, 1.3f, slope));
        white = radius < 3 ? 0 : white;
        return 1 - ((1 - white) * Ramp(57 + (pixel / 2), 57 - (pixel / 2), radius));
    }

    /// <summary>Three groups of bars, upright and lying, each finer than the one before.</summary>
    private static float LinePairs(float x, float y, float pixel)
    {
        if (x is < 0 or > 90 || y is < 0 or > 72)
            return 0;
        var group = Math.Min(2, (int)(y / 26));
        float period = group switch { 0 => 8, 1 => 5, _ => 3.2f }, inY = y - (group * 26);
        if (inY > 20)
            return 0;
        var at = x < 42 ? x : inY;
        if (x is > 40 and < 48)
            return 0;
        var phase = MathF.Abs((at / period) - MathF.Floor(at / period) - 0.5f) * period;
        return Math.Clamp(0.5f + (((period / 4) - phase) / pixel), 0, 1);
    }
}
