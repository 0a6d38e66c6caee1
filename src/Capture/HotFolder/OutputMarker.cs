using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// The last bytes of every still that we write. A file that ends otherwise is not ours, or no longer (a program that edits and saves it
/// loses the mark), and is never overwritten.
/// </summary>
/// <remarks>
/// Behind the picture's own end: JPEG (after EOI), PNG (after IEND), TIFF (all by offsets) and WebP (the RIFF length) all say
/// where they end, and readers look no further.
/// </remarks>
public static class OutputMarker
{
    /// <summary>The mark.</summary>
    public static ReadOnlySpan<byte> Bytes => "\nDeblurred by P2IKT.Live\n"u8;

    /// <summary>Whether this file exists and ends with the mark.</summary>
    public static bool IsOn(string path)
    {
        if (SpecialFile.IsAt(path))
            return false;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> end = stackalloc byte[Bytes.Length];
            var length = RandomAccess.GetLength(file);
            return length >= end.Length && RandomAccess.Read(file, end, length - end.Length) == end.Length && end.SequenceEqual(Bytes);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
