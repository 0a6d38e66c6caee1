namespace P2IKT.Live.Preview.Overlays;

/// <summary>Shapes that overlays on both sides are made of.</summary>
internal static class OverlayShapes
{
    /// <summary>GLSL's <c>smoothstep</c>.</summary>
    public static float SmoothStep(float from, float to, float value)
    {
        var t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
