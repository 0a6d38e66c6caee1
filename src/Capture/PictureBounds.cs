namespace P2IKT.Live.Capture;

/// <summary>How large a picture may be, before anything is decoded. A header costs its writer nothing; what it claims costs us memory.</summary>
internal static class PictureBounds
{
    /// <summary>
    /// The largest frame of a live stream, in pixels: above the 20 megapixels (5120 x 3840) of the largest network cameras. At this size the
    /// live path takes about 1 GB.
    /// </summary>
    public const int MaxLivePixels = 20_000_000;

    /// <summary>The largest still, in pixels: above every camera's back.</summary>
    public const int MaxStillPixels = 160_000_000;

    /// <summary>
    /// Pixels that a byte of a file may stand for above <see cref="UnquestionedPixels"/>: a photograph has 40 at most, even one that is out of
    /// focus altogether; a flat area has 100 to 1000.
    /// </summary>
    private const int PixelsPerByte = 100;

    private const int UnquestionedPixels = 24_000_000;

    /// <summary>What deblurring a still takes at its peak: measured, rounded up (docs/cameras.md).</summary>
    private const int BytesPerStillPixel = 60;

    /// <summary>Why a frame of this size is not taken from a live stream, as the end of a sentence about it; null when it is.</summary>
    public static string? LiveProblem(FrameSize size) =>
        size.Pixels > MaxLivePixels ? $"claims {size}, and a live frame may have {MaxLivePixels / 1_000_000} megapixels at most" : null;

    /// <summary>Why a still of this size is not decoded, as the end of a sentence about the file; null when it is.</summary>
    /// <param name="size">What its header claims.</param>
    /// <param name="fileBytes">How large the file is.</param>
    public static string? StillProblem(FrameSize size, long fileBytes) => StillProblem(size, fileBytes, MemoryAtHand());

    internal static string? StillProblem(FrameSize size, long fileBytes, long memoryAtHand)
    {
        if (size.Pixels > MaxStillPixels)
            return $"claims {size}, and a still may have {MaxStillPixels / 1_000_000} megapixels at most";
        if (size.Pixels > UnquestionedPixels && size.Pixels / PixelsPerByte > fileBytes)
            return $"claims {size}, which its {fileBytes} bytes cannot hold";
        var needed = size.Pixels * BytesPerStillPixel;
        return needed > memoryAtHand
            ? FormattableString.Invariant($"has {size} pixels, for which {needed / 1e9:0.0} GB of memory are needed and {memoryAtHand / 1e9:0.0} GB are free")
            : null;
    }

    /// <summary>Memory that is free now, within the limit that a container sets; in bytes.</summary>
    private static long MemoryAtHand()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        if (memory.TotalAvailableMemoryBytes <= 0) // before the first collection nothing is known
            return long.MaxValue;
        return memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
    }
}
