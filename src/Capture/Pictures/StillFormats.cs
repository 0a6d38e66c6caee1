using System.Buffers.Binary;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// The formats of stills: by name, by first bytes, and whether a file is complete or cut short, by its structure (decoders fill what
/// is missing with grey and say nothing).
/// </summary>
public static class StillFormats
{
    private static readonly string[] Pictures = [".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"];
    private static readonly string[] Others = [".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".psd", ".bmp", ".gif"];
    private static readonly string[] Raws = [".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2"];

    /// <summary>Whether a file is named like a picture that can be read and written.</summary>
    public static bool IsPictureName(ReadOnlySpan<char> path) => Is(path, Pictures);

    /// <summary>Whether a file is named like a camera's raw file.</summary>
    public static bool IsRawName(ReadOnlySpan<char> path) => Is(path, Raws);

    /// <summary>Whether a file is named like a picture of a format that is not read.</summary>
    public static bool IsOtherPictureName(ReadOnlySpan<char> path) => Is(path, Others);

    /// <summary>Whether this begins like one of the formats.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> data) =>
        JpegSegments.Begins(data) || PictureHeader.IsPng(data) || PictureHeader.IsWebP(data) || IsTiff(data);

    /// <summary>How the name of a file that begins like this should end, the usual ending first; none for what is not known.</summary>
    public static IReadOnlyList<string> ExtensionsOf(ReadOnlySpan<byte> data) =>
        JpegSegments.Begins(data) ? [".jpg", ".jpeg"] : PictureHeader.IsPng(data) ? [".png"]
        : IsTiff(data) ? [".tif", ".tiff"] : PictureHeader.IsWebP(data) ? [".webp"] : [];

    /// <summary>Whether the structure reaches its end within the data.</summary>
    public static bool IsComplete(byte[] data) =>
        JpegSegments.Begins(data) ? HasJpegEnd(data)
        : PictureHeader.IsPng(data) ? HasPngEnd(data)
        : PictureHeader.IsWebP(data) ? BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)) + 8L <= data.Length
        : IsTiff(data) && HasTiffPixels(data);

    internal static bool IsTiff(ReadOnlySpan<byte> data) => data.Length > 8
        && (data.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0])
        || data.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42])
            || data.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 43, 0])
            || data.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 43]));

    private static bool Is(ReadOnlySpan<char> path, string[] extensions)
    {
        var extension = Path.GetExtension(path);
        foreach (var known in extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool HasJpegEnd(ReadOnlySpan<byte> data)
    {
        var segments = new JpegSegments(data);
        while (segments.Next())
        {
            // To the end of the picture.
        }
        return segments.Complete;
    }

    /// <summary>The size that a TIFF's picture claims; false for anything else, and where it claims none.</summary>
    internal static bool TryReadTiffSize(byte[] data, out FrameSize size)
    {
        var directory = Tiff(data)?.Directory;
        var (width, height) = (directory?.Number(TiffTags.Width) ?? 0, directory?.Number(TiffTags.Height) ?? 0);
        var isSize = width is >= 1 and <= FrameSize.MaxSide && height is >= 1 and <= FrameSize.MaxSide;
        size = isSize ? new FrameSize((int)width, (int)height) : default;
        return isSize;
    }

    private static bool HasTiffPixels(byte[] data) => Tiff(data)?.HoldsItsPixels(data.Length) ?? false;

    private static TiffPages? Tiff(byte[] data)
    {
        using var file = new MemoryStream(data, writable: false);
        return TiffHeader.Of(file) is { } header ? TiffPages.Of(file, header) : null;
    }

    /// <summary>Chunks of length, name, data and check sum, the last one named IEND (PNG, 3rd edition, section 5).</summary>
    private static bool HasPngEnd(ReadOnlySpan<byte> data)
    {
        var at = 8L;
        while (at + 12 <= data.Length)
        {
            var chunk = data[(int)at..];
            if (chunk[4..].StartsWith("IEND"u8))
                return true;
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return false;
    }
}
