using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Eight pixels at a time: what the overlays do with whole rows. Rows are padded to a multiple of eight.</summary>
internal static class OverlayVectors
{
    private static readonly Vector128<byte> FirstTriples = Vector128.Create((byte)0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
    private static readonly Vector128<byte> LastTriples = Vector128.Create((byte)5, 5, 6, 6, 6, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>A number of pixels, rounded up to a multiple of eight.</summary>
    public static int Padded(int width) => (width + 7) & ~7;

    /// <summary>GLSL's <c>smoothstep</c> of eight values.</summary>
    public static Vector256<float> SmoothStep(float from, float to, Vector256<float> values)
    {
        var t = Vector256.Min(
            Vector256.Max((values - Vector256.Create(from)) * (1 / (to - from)), Vector256<float>.Zero), Vector256<float>.One);
        return t * t * (Vector256.Create(3f) - (t + t));
    }

    /// <summary>The same for a padded row, in place.</summary>
    public static void SmoothStep(float from, float to, Span<float> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint x = 0; x < (nuint)values.Length; x += 8)
            SmoothStep(from, to, Vector256.LoadUnsafe(ref first, x)).StoreUnsafe(ref first, x);
    }

    /// <summary>Writes the same byte for the three channels of each of eight pixels.</summary>
    /// <param name="values">0 to 255; rounded.</param>
    /// <param name="target">Where the 24 bytes go.</param>
    public static void StoreTriples(Vector256<float> values, ref byte target) =>
        StoreTriples(ToBytes(Vector256.ConvertToInt32(values + Vector256.Create(0.5f))), ref target);

    /// <summary>Replaces the pixels of packed BGR by their luma (BT.601, as in JPEG).</summary>
    public static void ToMono(Span<byte> pixels)
    {
        var (blue0, blue1) = Pick(0);
        var (green0, green1) = Pick(1);
        var (red0, red1) = Pick(2);
        ref var first = ref MemoryMarshal.GetReference(pixels);
        var i = 0;
        for (; i + 24 <= pixels.Length; i += 24)
        {
            ref var at = ref Unsafe.Add(ref first, i);
            var (low, high) = (Vector128.LoadUnsafe(ref at), Vector128.LoadUnsafe(ref at, 8));
            var luma = (Channel(low, high, blue0, blue1) * 29) + (Channel(low, high, green0, green1) * 150)
                + (Channel(low, high, red0, red1) * 77);
            luma = (luma + Vector128.Create((ushort)128)) >>> 8;
            StoreTriples(Vector128.Narrow(luma, luma), ref at);
        }
        for (; i + 2 < pixels.Length; i += 3)
        {
            var luma = ((29 * pixels[i]) + (150 * pixels[i + 1]) + (77 * pixels[i + 2]) + 128) >> 8;
            pixels[i] = pixels[i + 1] = pixels[i + 2] = (byte)luma;
        }
    }

    private static Vector128<ushort> Channel(
        Vector128<byte> low, Vector128<byte> high, Vector128<byte> fromLow, Vector128<byte> fromHigh) =>
        Vector128.WidenLower(Vector128.Shuffle(low, fromLow) | Vector128.Shuffle(high, fromHigh));

    // Places of one channel of eight pixels in their bytes 0 to 15, and in their bytes 8 to 23; 255 picks nothing.
    private static (Vector128<byte> Low, Vector128<byte> High) Pick(int channel)
    {
        Span<byte> low = stackalloc byte[16], high = stackalloc byte[16];
        low.Fill(255);
        high.Fill(255);
        for (var pixel = 0; pixel < 8; pixel++)
        {
            var place = (3 * pixel) + channel;
            if (place < 16)
                low[pixel] = (byte)place;
            else
                high[pixel] = (byte)(place - 8);
        }
        return (Vector128.Create<byte>(low), Vector128.Create<byte>(high));
    }

    private static Vector128<byte> ToBytes(Vector256<int> values)
    {
        var words = Vector128.Narrow(values.GetLower(), values.GetUpper()).AsUInt16();
        return Vector128.Narrow(words, words);
    }

    private static void StoreTriples(Vector128<byte> eight, ref byte target)
    {
        Vector128.Shuffle(eight, FirstTriples).StoreUnsafe(ref target);
        Vector128.Shuffle(eight, LastTriples).GetLower().StoreUnsafe(ref target, 16);
    }
}
