using System.Numerics;
using System.Runtime.CompilerServices;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>Signed distances, in canvas units and negative inside, and the soft steps that turn them into coverage.</summary>
internal static class Shapes
{
    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ramp(float from, float to, float x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>A bell around 0 of the given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Bell(float x, float width) => MathF.Exp(-(x * x) / (width * width));

    /// <summary>A rectangle with rounded corners around the origin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Box(float x, float y, float halfWidth, float halfHeight, float corner)
    {
        float dx = MathF.Abs(x) - halfWidth + corner, dy = MathF.Abs(y) - halfHeight + corner;
        var outside = MathF.Sqrt((MathF.Max(dx, 0) * MathF.Max(dx, 0)) + (MathF.Max(dy, 0) * MathF.Max(dy, 0)));
        return outside + MathF.Min(MathF.Max(dx, dy), 0) - corner;
    }

    /// <summary>The distance to a line from a to b.</summary>
    public static float Line(Vector2 p, Vector2 a, Vector2 b)
    {
        Vector2 along = b - a, to = p - a;
        var t = Math.Clamp(Vector2.Dot(to, along) / MathF.Max(along.LengthSquared(), 1e-6f), 0, 1);
        return (to - (along * t)).Length();
    }

    /// <summary>An opaque colour with a coverage, premultiplied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Cover(Vector3 colour, float coverage) => new(colour * coverage, coverage);

    /// <summary><paramref name="top"/> over <paramref name="below"/>, both premultiplied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Over(Vector4 below, Vector4 top) => top + (below * (1 - top.W));
}
