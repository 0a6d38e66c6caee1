using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace P2IKT.Live.Preview.Live;

/// <summary>The blur map and its confidence as viewers get them.</summary>
/// <remarks>Radii become float16, not bytes: a ramp quantised to 1/255 shows as steps in the outline.</remarks>
internal static class MapBytes
{
    /// <summary>Writes radii as float16 little-endian, two bytes each.</summary>
    public static void WriteRadii(ReadOnlySpan<float> radii, Span<byte> bytes) =>
        TensorPrimitives.ConvertToHalf(radii, MemoryMarshal.Cast<byte, Half>(bytes));

    /// <summary>Writes confidences, 0 to 1, as one byte each.</summary>
    public static void WriteConfidences(ReadOnlySpan<float> confidences, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((Math.Clamp(confidences[i], 0, 1) * byte.MaxValue) + 0.5f);
    }
}
