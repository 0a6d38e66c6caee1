using System.Numerics;
using System.Runtime.CompilerServices;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>A ball of wool: windings laid over one another in many directions, each a row of twisted strands.</summary>
internal static class BallOfWool
{
    private const int Windings = 12;

    public static SceneLayer Make(Canvas canvas, int seed, Vector2 foot, float radius)
    {
        var centre = new Vector2(foot.X, foot.Y - (radius * 0.96f));
        var surface = new Surface(canvas, centre.X - radius - 8, centre.Y - radius - 8, centre.X + radius + 8, centre.Y + radius + 8);
        var noise = new Noise((uint)seed);
        var windings = new (Vector3 Axis, Vector3 Side, float Half)[Windings];
        for (var i = 0; i < Windings; i++)
        {
            var axis = Vector3.Normalize(new Vector3(noise.At(i, 1) - 0.5f, noise.At(i, 2) - 0.5f, 0.75f * (noise.At(i, 3) - 0.5f)));
            windings[i] = (axis, Vector3.Normalize(Vector3.Cross(axis, new Vector3(0.31f, 0.52f, 0.8f))), 0.16f + (0.20f * noise.At(i, 4)));
        }
        surface.Paint([MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            float x = (u - centre.X) / radius, y = (v - centre.Y) / radius;
            var fluff = 0.020f * (noise.Fractal(u / 5, v / 5, 2) - 0.5f);
            var distance = MathF.Sqrt((x * x) + (y * y)) + fluff;
            var coverage = surface.Inside((distance - 1) * radius * 0.6f);
            if (coverage <= 0)
                return default;
            var inside = MathF.Min(1, 0.998f / MathF.Max(distance, 1e-4f));
            (x, y) = (x * inside, y * inside);
            var normal = new Vector3(x, y, MathF.Sqrt(MathF.Max(0.003f, 1 - (x * x) - (y * y))));

            var shade = 0.5f;
            var tilt = Vector3.Zero;
            for (var i = 0; i < Windings; i++) // the last one wound lies on top, and shadows what is beside it
            {
                var (axis, side, half) = windings[i];
                var off = Vector3.Dot(normal, axis);
                if (i > 0 && MathF.Abs(off) > half)
                {
                    shade *= 1 - (0.40f * Ramp(half + 0.06f, half, MathF.Abs(off)));
                    continue;
                }
                var strand = off * radius / 5.4f; // strands 5.4 units thick
                var across = (2 * (strand - MathF.Floor(strand))) - 1;
                var around = MathF.Atan2(Vector3.Dot(normal, side), Vector3.Dot(normal, Vector3.Cross(axis, side))) * radius;
                var ply = MathF.Sin((around * 1.05f) + (across * 1.9f) + (9 * noise.At((int)MathF.Floor(strand), i)));
                var fibre = noise.Smooth((around / 2.6f) + (across * 1.3f), (strand * 4.2f) + (i * 31));
                shade = MathF.Sqrt(MathF.Max(0, 1 - (0.86f * across * across))) * (0.78f + (0.17f * ply) + (0.30f * (fibre - 0.5f)));
                tilt = axis * across * 0.50f;
            }
            var light = StudioLight.On(Vector3.Normalize(normal + tilt));
            var dye = Vector3.Lerp(
                new Vector3(0.036f, 0.190f, 0.195f), new Vector3(0.105f, 0.370f, 0.350f), noise.Fractal(u / 30, v / 30, 2));
            var halo = 0.08f * MathF.Pow(1 - normal.Z, 2);
            return Cover(dye * ((light * shade * 1.15f) + new Vector3(halo)), coverage);
        });
        var inverseDepth = ThinLens.InverseDepthOfRow(foot.Y);
        return new SceneLayer(canvas, surface, _ => inverseDepth);
    }
}
