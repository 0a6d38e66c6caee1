using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Frames;

/// <summary>Interleaved pixels of <see cref="PixelFormat.Bgr24"/> in vectors, one channel each: for kernels over rows.</summary>
public static class BgrPixels
{
    /// <summary>Pixels that <see cref="Split"/> takes at once.</summary>
    public const int Step = 16;

    private const byte None = 255; // Shuffle gives 0 for an index beyond the vector

    /// <summary>The three channels of the first sixteen pixels of a row.</summary>
    /// <param name="bgr">Interleaved pixels, at least 48 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // into loops that are optimised before this would be
    public static (Vector128<byte> B, Vector128<byte> G, Vector128<byte> R) Split(ReadOnlySpan<byte> bgr)
    {
        var v0 = Vector128.Create(bgr);
        var v1 = Vector128.Create(bgr[16..]);
        var v2 = Vector128.Create(bgr[32..]);
        var b = Vector128.Shuffle(
            v0, Vector128.Create((byte)0, 3, 6, 9, 12, 15, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(
                v1, Vector128.Create(None, None, None, None, None, None, (byte)2, 5, 8, 11, 14, None, None, None, None, None))
            | Vector128.Shuffle(
                v2, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, (byte)1, 4, 7, 10, 13));
        var g = Vector128.Shuffle(
            v0, Vector128.Create((byte)1, 4, 7, 10, 13, None, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(v1, Vector128.Create(None, None, None, None, None, (byte)0, 3, 6, 9, 12, 15, None, None, None, None, None))
            | Vector128.Shuffle(
                v2, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, (byte)2, 5, 8, 11, 14));
        var r = Vector128.Shuffle(
            v0, Vector128.Create((byte)2, 5, 8, 11, 14, None, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(
                v1, Vector128.Create(None, None, None, None, None, (byte)1, 4, 7, 10, 13, None, None, None, None, None, None))
            | Vector128.Shuffle(v2, Vector128.Create(None, None, None, None, None, None, None, None, None, None, (byte)0, 3, 6, 9, 12, 15));
        return (b, g, r);
    }

    /// <summary>Sixteen pixels of three channels, interleaved: one of the three vectors that they fill.</summary>
    /// <param name="b">First channel.</param>
    /// <param name="g">Second channel.</param>
    /// <param name="r">Third channel.</param>
    /// <param name="third">0, 1 or 2: bytes 0 to 15, 16 to 31 or 32 to 47.</param>
    public static Vector128<byte> Join(Vector128<byte> b, Vector128<byte> g, Vector128<byte> r, int third) => third switch
    {
        0 => Vector128.Shuffle(b, Vector128.Create((byte)0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None, None, 5))
            | Vector128.Shuffle(g, Vector128.Create(None, (byte)0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None, None))
            | Vector128.Shuffle(r, Vector128.Create(None, None, (byte)0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None)),
        1 => Vector128.Shuffle(b, Vector128.Create(None, None, (byte)6, None, None, 7, None, None, 8, None, None, 9, None, None, 10, None))
            | Vector128.Shuffle(g, Vector128.Create((byte)5, None, None, 6, None, None, 7, None, None, 8, None, None, 9, None, None, 10))
            | Vector128.Shuffle(r, Vector128.Create(None, (byte)5, None, None, 6, None, None, 7, None, None, 8, None, None, 9, None, None)),
        _ => Vector128.Shuffle(
            b, Vector128.Create(None, (byte)11, None, None, 12, None, None, 13, None, None, 14, None, None, 15, None, None))
            | Vector128.Shuffle(
                g, Vector128.Create(None, None, (byte)11, None, None, 12, None, None, 13, None, None, 14, None, None, 15, None))
            | Vector128.Shuffle(
                r, Vector128.Create((byte)10, None, None, 11, None, None, 12, None, None, 13, None, None, 14, None, None, 15)),
    };
}
