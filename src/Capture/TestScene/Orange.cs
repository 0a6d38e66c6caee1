using System.Numerics;
using System.Runtime.CompilerServices;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>An orange: dimpled, glossy, with its stem end turned a little to the camera.</summary>
internal static class Orange
{
    public static SceneLayer Make(Canvas canvas, int seed, Vector2 foot, float radius, Vector2 stem)
    {
        var centre = new Vector2(foot.X, foot.Y - (radius * 0.95f));
        var surface = new Surface(canvas, centre.X - radius - 4, centre.Y - radius - 4, centre.X + radius + 4, centre.Y + radius + 4);
        var noise = new Noise((uint)seed);
        var stemNormal = new Vector3(stem, MathF.Sqrt(1 - stem.LengthSquared()));
        surface.Paint([MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            float x = (u - centre.X) / radius, y = (v - centre.Y) / (radius * 0.96f);
            var angle = MathF.Atan2(y, x);
            var uneven = 1 + (0.012f * (noise.Smooth((angle * 1.3f) + 9, 3) - 0.5f));
            var distance = MathF.Sqrt((x * x) + (y * y)) / uneven;
            var coverage = surface.Inside((distance - 1) * radius);
            if (coverage <= 0)
                return default;
            var inside = MathF.Min(distance, 0.9995f) / MathF.Max(distance, 1e-4f);
            (x, y) = (x * inside, y * inside);
            var normal = new Vector3(x, y, MathF.Sqrt(MathF.Max(0.0004f, 1 - (x * x) - (y * y))));

            // The skin: pores are pits, so they bend the normal; they crowd towards the rim as on any sphere.
            float lat = MathF.Asin(Math.Clamp(y, -1, 1)) * radius, lon = MathF.Atan2(x, normal.Z) * radius;
            var bump = Dimple(noise, lon, lat);
            float bumpX = Dimple(noise, lon + 0.8f, lat) - bump, bumpY = Dimple(noise, lon, lat + 0.8f) - bump;
            var bent = Vector3.Normalize(normal + (new Vector3(bumpX, bumpY, 0) * 0.85f * normal.Z));

            var patch = noise.Fractal((lon / 46) + 4, (lat / 46) + 8, 3);
            var skin = Vector3.Lerp(new Vector3(0.80f, 0.235f, 0.012f), new Vector3(0.93f, 0.40f, 0.030f), patch);
            skin *= 1 - (0.20f * Ramp(0.60f, 0.80f, bump));
            var fromStem = Vector3.Distance(normal, stemNormal);
            skin = Vector3.Lerp(new Vector3(0.33f, 0.33f, 0.05f), skin, Ramp(0.05f, 0.30f, fromStem));
            var star = fromStem * (1.25f + (0.35f * MathF.Cos(5 * MathF.Atan2(normal.Y - stemNormal.Y, normal.X - stemNormal.X))));
            skin = Vector3.Lerp(new Vector3(0.045f, 0.060f, 0.015f), skin, Ramp(0.075f, 0.115f, star));

            var lit = skin * StudioLight.On(bent);
            lit += skin * skin * (0.05f * Ramp(0.2f, 1, 1 - normal.Z)); // light that went through the rim
            var gloss = (1.35f * StudioLight.BoxMirror(bent, 0.075f))
                + (0.10f * MathF.Pow(MathF.Max(0, 1 - normal.Z), 3) * MathF.Max(0, -normal.Y + 0.4f));
            return Cover(lit + (new Vector3(1, 0.97f, 0.92f) * gloss), coverage);
        });
        var inverseDepth = ThinLens.InverseDepthOfRow(foot.Y);
        return new SceneLayer(canvas, surface, _ => inverseDepth);
    }

    private static float Dimple(Noise noise, float x, float y) =>
        (0.65f * noise.Smooth(x / 3.4f, y / 3.4f)) + (0.35f * noise.Smooth((x / 2.1f) + 31, (y / 2.1f) + 17));
}
