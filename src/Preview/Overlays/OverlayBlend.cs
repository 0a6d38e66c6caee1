using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Mixes colours into rows of packed BGR.</summary>
internal static class OverlayBlend
{
    /// <summary>Mixes a row of colours into a row of a picture: <c>pixel + (colour - pixel) * weight / 255</c>, rounded.</summary>
    /// <param name="pixels">Bytes of the picture; changed in place.</param>
    /// <param name="colours">At least as many bytes of colour.</param>
    /// <param name="weights">At least as many weights, 0 to 255.</param>
    public static void Mix(Span<byte> pixels, ReadOnlySpan<byte> colours, ReadOnlySpan<byte> weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(colours.Length, pixels.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, pixels.Length);
        ref var firstPixel = ref MemoryMarshal.GetReference(pixels);
        ref var firstColour = ref MemoryMarshal.GetReference(colours);
        ref var firstWeight = ref MemoryMarshal.GetReference(weights);
        var i = 0;
        for (; i + Vector256<byte>.Count <= pixels.Length; i += Vector256<byte>.Count)
        {
            var weight = Vector256.LoadUnsafe(ref firstWeight, (nuint)i);
            if (weight == Vector256<byte>.Zero)
                continue;
            var (pixelLow, pixelHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref firstPixel, (nuint)i));
            var (colourLow, colourHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref firstColour, (nuint)i));
            var (weightLow, weightHigh) = Vector256.Widen(weight);
            Vector256.Narrow(Mix(pixelLow, colourLow, weightLow), Mix(pixelHigh, colourHigh, weightHigh))
                .StoreUnsafe(ref firstPixel, (nuint)i);
        }
        for (; i < pixels.Length; i++)
            pixels[i] = Mix(pixels[i], colours[i], weights[i]);
    }

    /// <summary>Mixes a colour into one pixel.</summary>
    /// <param name="pixel">Blue, green, red; changed in place.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="share">Share of the colour, 0 to 1.</param>
    public static void Mix(Span<byte> pixel, OverlayColour colour, float share)
    {
        pixel[0] = Lerp(pixel[0], colour.B, share);
        pixel[1] = Lerp(pixel[1], colour.G, share);
        pixel[2] = Lerp(pixel[2], colour.R, share);
    }

    private static byte Lerp(byte from, byte to, float share) => (byte)(from + ((to - from) * share) + 0.5f);

    // Exact division by 255 of a sum that fits 16 bits.
    private static Vector256<ushort> Mix(Vector256<ushort> pixel, Vector256<ushort> colour, Vector256<ushort> weight)
    {
        var sum = (pixel * (Vector256.Create((ushort)255) - weight)) + (colour * weight) + Vector256.Create((ushort)128);
        return (sum + (sum >>> 8)) >>> 8;
    }

    private static byte Mix(byte pixel, byte colour, byte weight)
    {
        var sum = (pixel * (255 - weight)) + (colour * weight) + 128;
        return (byte)((sum + (sum >> 8)) >> 8);
    }
}
