using System.Numerics.Tensors;
using System.Runtime.InteropServices;

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

    /// <summary>The same for a row, in place.</summary>
    public static void SmoothStep(float from, float to, Span<float> values)
    {
        TensorPrimitives.Add(values, -from, values);
        TensorPrimitives.Multiply(values, 1 / (to - from), values);
        TensorPrimitives.Max(values, 0, values);
        TensorPrimitives.Min(values, 1, values);
        SmoothRise(values);
    }

    /// <summary>The cubic from 0 to 1 with level ends: <c>t * t * (3 - 2 t)</c>, in place.</summary>
    public static void SmoothRise(Span<float> values)
    {
        foreach (ref var t in values)
            t = t * t * (3 - (2 * t));
    }

    /// <summary>Writes the same weight for the three channels of each pixel.</summary>
    /// <param name="weights">One weight for each pixel, 0 to 255.</param>
    /// <param name="target">Three bytes for each pixel, and one more.</param>
    public static void ToBytes(ReadOnlySpan<float> weights, Span<byte> target)
    {
        for (var x = 0; x < weights.Length; x++)
            MemoryMarshal.Write(target[(3 * x)..], (int)(weights[x] + 0.5f) * 0x010101); // the fourth byte is overwritten by the next pixel
    }
}
