using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Decoding;

/// <summary>
/// How large a picture may be, before anything is decoded. A header costs its writer nothing; what it claims costs us memory.
/// </summary>
internal static class PictureBounds
{
    /// <summary>
    /// The largest frame of a live stream and of a video that is played, in pixels: 8K, and above the 20 megapixels (5120 x 3840) of the
    /// largest network cameras. At this size the live path takes about 2 GB: a dozen frames are in memory at a time.
    /// </summary>
    public const int MaxLivePixels = 8192 * 4352;

    /// <summary>The largest still, in pixels: above every camera's back.</summary>
    public const int MaxStillPixels = 160_000_000;

    /// <summary>
    /// Pixels that a byte of a file may stand for above <see cref="UnquestionedPixels"/>: a photograph has 40 at most, even one that is out
    /// of focus altogether; a flat area has 100 to 1000.
    /// </summary>
    internal const int PixelsPerByte = 100;

    private const int UnquestionedPixels = 24_000_000;

    /// <summary>What deblurring a still takes at its peak: measured, rounded up (docs/cameras.md).</summary>
    private const int BytesPerStillPixel = 90;

    /// <summary>Why a frame of this size is not taken from a live stream, as the end of a sentence about it; null when it is.</summary>
    public static string? LiveProblem(FrameSize size) =>
        size.Pixels > MaxLivePixels ? $"claims {size}, and a live frame may have {MaxLivePixels / 1_000_000} megapixels at most" : null;

    /// <summary>
    /// Why a still of this size is never decoded, as the end of a sentence about the file; null when nothing speaks against it.
    /// </summary>
    /// <param name="size">What its header claims.</param>
    /// <param name="fileBytes">How large the file is.</param>
    public static string? StillProblem(FrameSize size, long fileBytes) =>
        size.Pixels > MaxStillPixels ? $"claims {size}, and a still may have {MaxStillPixels / 1_000_000} megapixels at most"
        : size.Pixels > UnquestionedPixels && size.Pixels / PixelsPerByte > fileBytes
        ? $"claims {size}, which its {fileBytes} bytes cannot hold"
        : null;

    /// <summary>
    /// Why a still of this size is not decoded now, as the end of a sentence about the file; null when there is memory for it.
    /// </summary>
    public static string? MemoryProblem(FrameSize size) => MemoryProblem(size, FreeMemory());

    internal static string? MemoryProblem(FrameSize size, long freeBytes)
    {
        var needed = size.Pixels * BytesPerStillPixel;
        return needed > freeBytes
            ? FormattableString.Invariant(
                $"has {size} pixels, for which {needed / 1e9:0.0} GB of memory are needed and {freeBytes / 1e9:0.0} GB are free")
            : null;
    }

    /// <summary>Memory that is free now, within the limit that a container sets; in bytes.</summary>
    internal static long FreeMemory()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any); // as of the last collection, which may be long ago
        if (memory.TotalAvailableMemoryBytes <= 0)
            return long.MaxValue; // before the first one nothing is known
        if (!OperatingSystem.IsLinux())
            return memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
        // Proc(5), in kB.
        var line = File.ReadLines("/proc/meminfo")
            .FirstOrDefault(static line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var now = long.TryParse(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], out var kilobytes)
            ? kilobytes * 1024
            : long.MaxValue;
        return Math.Min(now, memory.TotalAvailableMemoryBytes - Environment.WorkingSet);
    }
}
