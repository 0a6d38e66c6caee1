using System.Numerics;
using System.Runtime.CompilerServices;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>A speckled stoneware bottle with branches of eucalyptus, at the back of the table.</summary>
internal static class Vase
{
    private static readonly Vector2 Foot = new(252, 428);
    private const float Tall = 150;

    public static SceneLayer Make(Canvas canvas, int seed)
    {
        var surface = new Surface(canvas, -40, 10, 520, Foot.Y + 6);
        var noise = new Noise((uint)seed * 13 + 1);
        var mouth = new Vector2(Foot.X, Foot.Y - Tall);
        Branch(surface, noise, 1, mouth, mouth + new Vector2(-40, -120), mouth + new Vector2(-205, -165), 13, 0.72f);
        Branch(surface, noise, 2, mouth, mouth + new Vector2(50, -110), mouth + new Vector2(205, -110), 12, 0.80f);
        Branch(surface, noise, 3, mouth, mouth + new Vector2(-10, -140), mouth + new Vector2(60, -245), 13, 0.95f);
        Branch(surface, noise, 4, mouth, mouth + new Vector2(-60, -60), mouth + new Vector2(-150, -20), 9, 1.05f);
        Bottle(surface, new Noise((uint)seed * 13 + 2));
        Branch(surface, noise, 5, mouth, mouth + new Vector2(20, -70), mouth + new Vector2(130, -40), 8, 1.15f);
        var inverseDepth = ThinLens.InverseDepthOfRow(Foot.Y);
        return new SceneLayer(canvas, surface, _ => inverseDepth);
    }

    private static void Bottle(Surface surface, Noise noise) =>
        surface.Paint(
        Foot.X - 80, Foot.Y - Tall - 4, Foot.X + 80, Foot.Y + 6, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
    {
        var up = (Foot.Y - v) / Tall;
        var half = Profile(up);
        var x = (u - Foot.X) / half;
        var curve = 6 * (1 - MathF.Sqrt(MathF.Max(0, 1 - (x * x)))); // the foot is an ellipse
        var coverage = surface.Inside((MathF.Abs(x) - 1) * half) * surface.Inside(v - Foot.Y - 4 + curve) * surface.Inside(
            Foot.Y - Tall - v);
        if (coverage <= 0)
            return default;
        x = Math.Clamp(x, -0.998f, 0.998f);
        var lean = (Profile(up + 0.01f) - Profile(up - 0.01f)) / (0.02f * Tall);
        var normal = Vector3.Normalize(new Vector3(x, -lean, MathF.Sqrt(1 - (x * x))));
        float around = MathF.Asin(x) * half, down = v - Foot.Y;
        var speck = noise.Smooth(around / 1.7f, down / 1.7f);
        var glaze = Vector3.Lerp(
            new Vector3(0.50f, 0.46f, 0.39f), new Vector3(0.66f, 0.62f, 0.54f), noise.Fractal(around / 30, down / 14, 4));
        glaze *= 1 - (0.75f * Ramp(0.76f, 0.86f, speck));
        var dipped = Ramp(0.28f, 0.275f, up + (0.02f * noise.Smooth(around / 16, 2))); // bare clay below the glaze
        var clay = new Vector3(0.25f, 0.135f, 0.075f) * (0.8f + (0.4f * noise.Fractal(around / 5, down / 2.4f, 3)));
        var body = Vector3.Lerp(glaze, clay, dipped);
        var gloss = 0.5f * StudioLight.BoxMirror(normal, 0.10f) * (1 - dipped);
        return Cover((body * StudioLight.On(normal) * 0.85f) + new Vector3(gloss), coverage);
    });

    /// <summary>Half the bottle's width at a height from 0 (foot) to 1 (mouth).</summary>
    private static float Profile(float up)
    {
        var belly = 38 + (27 * MathF.Sin(Math.Clamp(up / 0.72f, 0, 1) * MathF.PI * 0.93f));
        var neck = 15 + (7 * Ramp(0.93f, 1.0f, up));
        return belly + ((neck - belly) * Ramp(0.44f, 0.82f, up));
    }

    private static void Branch(Surface surface, Noise noise, int id, Vector2 from, Vector2 over, Vector2 to, int pairs, float light)
    {
        Vector2 At(float t) => Vector2.Lerp(Vector2.Lerp(from, over, t), Vector2.Lerp(over, to, t), t);

        for (var i = 0; i < 24; i++)
        {
            Vector2 a = At(i / 24f), b = At((i + 1) / 24f);
            var thick = 2.6f - (1.6f * i / 24f);
            surface.Paint(MathF.Min(a.X, b.X) - 4, MathF.Min(a.Y, b.Y) - 4, MathF.Max(a.X, b.X) + 4, MathF.Max(a.Y, b.Y) + 4,
                (u, v) => Cover(new Vector3(0.14f, 0.085f, 0.050f) * light, surface.Inside(Line(new Vector2(u, v), a, b) - thick)));
        }
        for (var i = 0; i < pairs; i++)
        {
            var t = 0.16f + (0.84f * (i + (0.3f * noise.At(id, i))) / pairs);
            Vector2 root = At(t), along = Vector2.Normalize(At(MathF.Min(1, t + 0.02f)) - At(t - 0.02f));
            var size = (27 - (12 * t)) * (0.8f + (0.4f * noise.At(id * 31, i)));
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                var turn = side * (0.75f + (0.75f * noise.At((id * 7) + (int)side, i)));
                var direction = new Vector2(
                    (along.X * MathF.Cos(turn)) - (along.Y * MathF.Sin(turn)), (along.X * MathF.Sin(turn)) + (along.Y * MathF.Cos(turn)));
                Leaf(surface, noise, (id * 100) + (i * 2) + (side > 0 ? 1 : 0), root, direction, size, light);
            }
        }
    }

    private static void Leaf(Surface surface, Noise noise, int id, Vector2 root, Vector2 direction, float size, float light)
    {
        var centre = root + (direction * size * 0.95f);
        var breadth = 0.46f + (0.38f * noise.At(id, 50)); // a leaf seen from the side is narrow
        var tilt = noise.At(id, 51) - 0.5f;
        surface.Paint(
            centre.X - size - 2, centre.Y - size - 2, centre.X + size + 2, centre.Y + size + 2,
            [MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            float du = u - centre.X, dv = v - centre.Y;
            var x = ((du * direction.X) + (dv * direction.Y)) / size;
            var y = ((dv * direction.X) - (du * direction.Y)) / (size * breadth);
            var wide = MathF.Sqrt(MathF.Max(0, 1 - (x * x))) * (1 - (0.22f * x));
            var coverage = surface.Inside((MathF.Abs(y) - wide) * size * breadth * 0.8f) * (MathF.Abs(x) < 1 ? 1 : 0);
            if (coverage <= 0)
                return default;
            var vein = Bell(y, 0.055f) * (1 - (0.4f * x));
            var ribs = MathF.Pow(0.5f + (0.5f * MathF.Cos((x * 17) - (MathF.Abs(y) * 9))), 6);
            var tone = noise.Fractal((u / 7) + id, (v / 7) + (id * 3), 3);
            var green = Vector3.Lerp(
                new Vector3(0.045f, 0.105f, 0.070f), new Vector3(0.155f, 0.235f, 0.170f), (0.6f * tone) + (0.4f * noise.At(id, 52)));
            green = Vector3.Lerp(green, new Vector3(0.26f, 0.33f, 0.23f), (0.55f * vein) + (0.16f * ribs));
            var bend = 0.80f + (y > 0 ? 0.30f * tilt : -0.30f * tilt) - (0.16f * x) + (0.25f * direction.X * -0.6f);
            var rim = 1 + (0.35f * Ramp(0.84f, 0.98f, MathF.Abs(y) / MathF.Max(wide, 0.05f)));
            return Cover(green * light * bend * rim * 1.35f, coverage);
        });
    }
}
