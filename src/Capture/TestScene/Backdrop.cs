using System.Numerics;
using System.Runtime.CompilerServices;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>The far end of the studio: a hand-painted canvas in a pool of light, and two strings of small lamps before it.</summary>
internal static class Backdrop
{
    public const float InverseDepth = 0.04f;
    private const float LampRadius = 2.1f;

    public static SceneLayer Make(Canvas canvas, int seed)
    {
        var surface = new Surface(canvas, -40, -40, Canvas.Width + 40, Tabletop.FarEdge + 24);
        var mottle = new Noise((uint)seed * 7 + 1);
        var weave = new Noise((uint)seed * 7 + 2);
        var painted = new CoarseField(
            -60, -60, Canvas.Width + 60, Tabletop.FarEdge + 44, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            var cloud = mottle.Fractal(u / 210, v / 170, 5);
            var brush = mottle.Fractal((u + (v * 0.4f)) / 46, v / 90, 3);
            var tone = (0.62f * cloud) + (0.38f * brush);
            var colour = Vector3.Lerp(new Vector3(0.020f, 0.034f, 0.040f), new Vector3(0.115f, 0.140f, 0.135f), Ramp(0.22f, 0.80f, tone));
            float du = (u - 560) / 520, dv = (v - 215) / 300;
            var pool = 0.30f + (1.75f * MathF.Exp(-((du * du) + (dv * dv)) * 1.35f));
            var warm = Vector3.Lerp(Vector3.One, new Vector3(1.12f, 1.0f, 0.86f), MathF.Exp(-((du * du) + (dv * dv)) * 2));
            return new Vector4(colour * warm * pool, 1);
        });
        surface.Paint([MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            var thread = 1 + (0.10f * (weave.Smooth(u / 1.9f, v / 5) + weave.Smooth(u / 5, v / 1.9f) - 1));
            return painted.At(u, v) * new Vector4(thread, thread, thread, 1);
        });
        HangLamps(surface, new Noise((uint)seed * 7 + 3), new Vector2(520, -30), new Vector2(1330, 20), sag: 165, lamps: 17);
        HangLamps(surface, new Noise((uint)seed * 7 + 4), new Vector2(760, -40), new Vector2(1340, 150), sag: 120, lamps: 11);
        HangLamps(surface, new Noise((uint)seed * 7 + 5), new Vector2(-60, 40), new Vector2(420, -40), sag: 90, lamps: 8);
        return new SceneLayer(canvas, surface, static _ => InverseDepth);
    }

    private static void HangLamps(Surface surface, Noise random, Vector2 from, Vector2 to, float sag, int lamps)
    {
        Vector2 At(float t) => Vector2.Lerp(from, to, t) + new Vector2(0, 4 * sag * t * (1 - t));

        for (var i = 0; i < 60; i++)
        {
            Vector2 a = At(i / 60f), b = At((i + 1) / 60f);
            surface.Paint(MathF.Min(a.X, b.X) - 2, MathF.Min(a.Y, b.Y) - 2, MathF.Max(a.X, b.X) + 2, MathF.Max(a.Y, b.Y) + 2,
                (u, v) => Cover(new Vector3(0.008f), surface.Inside(Line(new Vector2(u, v), a, b) - 0.55f) * 0.85f));
        }
        for (var i = 0; i < lamps; i++)
        {
            var centre = At((i + 0.25f + (0.5f * random.At(i, 1))) / lamps) + new Vector2(0, 3 + (4 * random.At(i, 2)));
            var power = 9 + (17 * random.At(i, 3));
            var colour = Vector3.Lerp(new Vector3(1, 0.50f, 0.17f), new Vector3(1, 0.74f, 0.42f), random.At(i, 4)) * power;
            const float Reach = 34;
            surface.Paint(centre.X - Reach, centre.Y - Reach, centre.X + Reach, centre.Y + Reach, (u, v) =>
            {
                var distance = Vector2.Distance(new Vector2(u, v), centre);
                var glow = 0.010f * Bell(distance, 13) * Ramp(Reach, 20, distance);
                return new Vector4(colour * (surface.Inside(distance - LampRadius) + glow), 0); // light adds, and covers nothing
            });
        }
    }
}
