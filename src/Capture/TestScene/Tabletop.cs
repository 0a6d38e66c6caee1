using System.Numerics;
using System.Runtime.CompilerServices;
using static P2IKT.Live.Capture.TestScene.Shapes;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>A walnut table that runs from the far edge to below the camera: the one surface whose blur changes from row to row.</summary>
internal static class Tabletop
{
    /// <summary>Row of the edge against the backdrop.</summary>
    public const float FarEdge = 386;

    private const float PlankWidth = 268;

    /// <summary>Where things stand, and how wide: they take the light from the wood around their feet.</summary>
    private static readonly (float U, float V, float Width, float Depth, float Strength)[] Feet =
    [
        (262, 428, 74, 11, 0.93f), (300, 432, 130, 16, 0.55f),
        (915, 462, 130, 9, 0.90f), (960, 470, 150, 18, 0.45f),
        (600, 556, 205, 15, 0.97f), (640, 566, 235, 30, 0.62f),
        (258, 650, 78, 16, 0.95f), (300, 655, 130, 30, 0.62f),
        (872, 622, 60, 13, 0.95f), (905, 627, 105, 24, 0.62f),
        (1092, 690, 88, 18, 0.95f), (1140, 696, 150, 36, 0.62f),
    ];

    public static SceneLayer Make(Canvas canvas, int seed)
    {
        var surface = new Surface(canvas, -40, FarEdge - 8, Canvas.Width + 40, Canvas.Height + 40);
        var grain = new Noise((uint)seed * 11 + 1);
        var plank = new Noise((uint)seed * 11 + 2);
        var slow = new CoarseField(
            -60, FarEdge - 28, Canvas.Width + 60, Canvas.Height + 60, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            var (across, along) = OnWood(u, v);
            var warp = grain.Fractal(across / 95, along / 260, 3);
            float du = (u - 520) / 640, dv = (v - 560) / 260;
            var light = 0.36f + (1.25f * MathF.Exp(-((du * du) + (dv * dv)) * 1.1f));
            foreach (var (footU, footV, width, depth, strength) in Feet)
            {
                float a = (u - footU) / width, b = (v - footV) / depth;
                light *= 1 - (strength * MathF.Exp(-((a * a) + (b * b)) * 1.6f));
            }
            // At a grazing angle the varnish mirrors the lit backdrop.
            var near = Math.Clamp((v - FarEdge) / (Canvas.Height + 60 - FarEdge), 0, 1);
            var sheen = MathF.Pow(1 - near, 5) * MathF.Exp(-(u - 560) * (u - 560) / (430f * 430));
            return new Vector4(warp, light, sheen, 0);
        });
        surface.Paint([MethodImpl(MethodImplOptions.AggressiveOptimization)] (u, v) =>
        {
            var coverage = surface.Inside(FarEdge - v);
            if (coverage <= 0)
                return default;
            var below = v - ThinLens.Horizon;
            var (across, along) = OnWood(u, v);
            var at = slow.At(u, v);
            float warp = at.X, light = at.Y, sheen = at.Z;
            var index = MathF.Floor((across / PlankWidth) + 0.31f);
            var inPlank = across - ((index - 0.31f) * PlankWidth);
            var tone = plank.At((int)index, 5);
            var shift = 977 * tone;

            // Growth rings, cut lengthwise: a slow warp makes the arches, the sine the rings, fine streaks the pores.
            // What a pixel cannot hold fades out: near the horizon it spans many units of wood.
            var footprint = (420 / below) + (MathF.Abs(across) / below);
            var coarse = Math.Clamp(1.5f - (0.075f * footprint), 0, 1);
            var fine = Math.Clamp(1.7f - (0.55f * footprint), 0.0f, 1);
            var rings = 0.5f + (0.5f * coarse * MathF.Sin((inPlank * 0.10f) + (warp * 19) + shift));
            var streak = grain.Smooth((across + shift) / 1.7f, along / 42) - 0.5f;
            var broad = grain.Smooth((across + shift) / 6.5f, along / 160) - 0.5f;
            var pore = grain.Smooth((across - shift) / 0.9f, along / 16);
            var wood = Vector3.Lerp(new Vector3(0.052f, 0.021f, 0.009f), new Vector3(0.205f, 0.098f, 0.045f),
                Math.Clamp(0.10f + (0.40f * rings * rings) + (0.46f * warp) + (0.38f * streak * fine) + (0.34f * broad * coarse), 0, 1));
            wood *= 0.72f + (0.5f * tone);
            wood *= 1 - (0.46f * fine * Ramp(0.68f, 0.86f, pore));
            var seam = MathF.Min(inPlank, PlankWidth - inPlank) * below / 420;
            wood *= 1 - (0.78f * (1 - Ramp(0.3f, 1.6f, seam)));
            var gloss = new Vector3(0.135f, 0.138f, 0.120f) * sheen * (0.75f + (0.5f * warp)) * MathF.Min(light, 1);
            return Cover((wood * light * new Vector3(1.06f, 1, 0.92f)) + gloss, coverage);
        });
        return new SceneLayer(canvas, surface, static v => ThinLens.InverseDepthOfRow(v));
    }

    /// <summary>The place on the wood that is seen at a place on the canvas, in units of the table's nearest edge.</summary>
    private static (float Across, float Along) OnWood(float u, float v)
    {
        var below = MathF.Max(20, v - ThinLens.Horizon);
        return ((u - (Canvas.Width / 2)) * (Canvas.Height - ThinLens.Horizon) / below, 90_000 / below);
    }
}
