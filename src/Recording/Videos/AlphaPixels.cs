namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// Pixels with alpha, four bytes each as <c>ffmpeg</c>'s bgra, taken apart and put together: the network sees BGR, alpha passes by it.
/// </summary>
internal static class AlphaPixels
{
    /// <summary>Bytes of a pixel with its alpha.</summary>
    public const int Bytes = 4;

    /// <summary>Splits packed BGRA pixels into packed BGR and alpha.</summary>
    public static void Split(ReadOnlySpan<byte> bgra, Span<byte> bgr, Span<byte> alpha)
    {
        for (var i = 0; i < alpha.Length; i++)
        {
            var from = bgra.Slice(i * Bytes, Bytes);
            from[..3].CopyTo(bgr[(i * 3)..]);
            alpha[i] = from[3];
        }
    }

    /// <summary>Joins packed BGR and alpha into packed BGRA pixels.</summary>
    public static void Merge(ReadOnlySpan<byte> bgr, ReadOnlySpan<byte> alpha, Span<byte> bgra)
    {
        for (var i = 0; i < alpha.Length; i++)
        {
            bgr.Slice(i * 3, 3).CopyTo(bgra[(i * Bytes)..]);
            bgra[(i * Bytes) + 3] = alpha[i];
        }
    }
}
