using System.Buffers.Binary;
using P2IKT.Live.Capture.Pictures;

namespace P2IKT.Live.Capture.Stills;

/// <summary>
/// The formats of stills: by name, by first bytes, and whether a file is complete or cut short, by its structure (decoders fill what
/// is missing with grey and say nothing).
/// </summary>
public static class StillFormats
{
    private static readonly string[] Pictures = [".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"];
    private static readonly string[] Raws = [".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2"];

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a file is named like a picture that can be read and written.</summary>
    public static bool IsPictureName(ReadOnlySpan<char> path) => Is(path, Pictures);

    /// <summary>Whether a file is named like a camera's raw file.</summary>
    public static bool IsRawName(ReadOnlySpan<char> path) => Is(path, Raws);

    /// <summary>Whether this begins like one of the formats.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> data) => JpegSegments.Begins(data) || IsPng(data) || IsWebP(data) || IsTiff(data);

    /// <summary>Whether the structure reaches its end within the data.</summary>
    public static bool IsComplete(byte[] data) =>
        JpegSegments.Begins(data) ? HasJpegEnd(data)
        : IsPng(data) ? HasPngEnd(data)
        : IsWebP(data) ? BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)) + 8L <= data.Length
        : IsTiff(data) && HasTiffPixels(data);

    internal static bool IsPng(ReadOnlySpan<byte> data) => data.StartsWith(PngSignature);

    internal static bool IsWebP(ReadOnlySpan<byte> data) => data.Length > 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8);

    internal static bool IsTiff(ReadOnlySpan<byte> data) => data.Length > 8
        && (data.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0]) || data.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42])
            || data.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 43, 0]) || data.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 43]));

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

    private static bool HasTiffPixels(byte[] data)
    {
        using var file = new MemoryStream(data, writable: false);
        return TiffHeader.Of(file) is { } header && TiffPages.Of(file, header).HoldsItsPixels(data.Length);
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
