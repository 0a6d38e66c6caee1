using System.Numerics;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>The studio's light on a round thing: a large soft box from the upper left, a weak fill from the right.</summary>
internal static class StudioLight
{
    private static readonly Vector3 Key = Vector3.Normalize(new Vector3(-0.56f, -0.62f, 0.55f));
    private static readonly Vector3 Fill = Vector3.Normalize(new Vector3(0.85f, -0.10f, 0.40f));

    /// <summary>Diffuse light on a surface whose normal is given (x right, y down, z to the camera).</summary>
    public static Vector3 On(Vector3 normal)
    {
        var key = MathF.Max(0, (Vector3.Dot(normal, Key) + 0.22f) / 1.22f); // wraps around: the box is large
        var fill = MathF.Max(0, Vector3.Dot(normal, Fill));
        var bounce = MathF.Max(0, normal.Y);
        return (new Vector3(1.06f, 1.0f, 0.92f) * key * key * 1.25f)
            + (new Vector3(0.55f, 0.68f, 0.85f) * fill * 0.16f)
            + (new Vector3(0.50f, 0.28f, 0.14f) * bounce * 0.20f)
            + new Vector3(0.030f, 0.034f, 0.038f);
    }

    /// <summary>How strongly the soft box mirrors in a surface: 1 inside its reflection; rough surfaces widen its edge.</summary>
    public static float BoxMirror(Vector3 normal, float edge)
    {
        var distance = Shapes.Box(normal.X + 0.37f + (0.10f * normal.Y), normal.Y + 0.40f, 0.105f, 0.135f, 0.04f);
        return Shapes.Ramp(edge, -edge, distance);
    }
}
