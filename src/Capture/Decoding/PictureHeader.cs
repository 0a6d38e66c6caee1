using System.Buffers.Binary;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Decoding;

/// <summary>
/// What the first bytes of a picture say about its size, read without a decoder and before one takes memory for it: a few kilobytes can
/// claim gigabytes.
/// </summary>
internal static class PictureHeader
{
    private const int MaxScans = 100; // of a progressive JPEG, which has about ten; each costs a pass over the whole picture

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether these bytes begin like a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> data) => data.StartsWith(PngSignature);

    /// <summary>Whether these bytes begin like a WebP.</summary>
    public static bool IsWebP(ReadOnlySpan<byte> data) => data.StartsWith("RIFF"u8) && data.Length >= 12 && data[8..].StartsWith("WEBP"u8);

    /// <summary>
    /// The size that a JPEG, PNG or WebP claims; false for anything else, where it claims none, and for a JPEG of absurdly many scans.
    /// </summary>
    /// <param name="data">The picture, or as much of it as holds its header.</param>
    /// <param name="size">Width and height before any turning that EXIF asks for.</param>
    public static bool TryReadSize(ReadOnlySpan<byte> data, out FrameSize size)
    {
        var (width, height) = data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])
            ? Jpeg(data)
            : IsPng(data) ? Png(data) : IsWebP(data) ? WebP(data) : default;
        var isSize = width is >= 1 and <= FrameSize.MaxSide && height is >= 1 and <= FrameSize.MaxSide;
        size = isSize ? new FrameSize(width, height) : default;
        return isSize;
    }

    /// <summary>
    /// The first frame header, of whatever process (ITU-T T.81, table B.1); like a decoder it skips what is not a marker.
    /// </summary>
    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (at < jpeg.Length && jpeg[at..].IndexOf((byte)0xFF) is >= 0 and var skipped)
        {
            at += skipped;
            if (at + 9 > jpeg.Length)
                break;
            var marker = jpeg[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) // tables of Huffman and arithmetic codes, and an extension
            {
                if ((marker & 3) == 2 && jpeg[at..].Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) > MaxScans) // progressive
                    break;
                return (BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 5)..]));
            }
            at += marker switch
            {
                0xFF => 1,
                <= 0x01 or (>= 0xD0 and <= 0xD8) => 2,
                0xD9 or 0xDA => jpeg.Length, // the picture ends, or its pixels begin
                _ => 2 + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..])),
            };
        }
        return default;
    }

    /// <summary>IHDR, which is always the first chunk (PNG, 3rd edition, 11.2.1).</summary>
    private static (int Width, int Height) Png(ReadOnlySpan<byte> png) =>
        png.Length >= 24 ? (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..])) : default;

    /// <summary>The canvas of VP8X, or the frame header of VP8L or VP8 (RFC 9649, section 2; RFC 6386, 9.1).</summary>
    private static (int Width, int Height) WebP(ReadOnlySpan<byte> webP)
    {
        if (webP.Length < 30)
            return default;
        var kind = webP[12..16];
        if (kind.SequenceEqual("VP8X"u8))
            return (1 + U24(webP[24..]), 1 + U24(webP[27..]));
        if (kind.SequenceEqual("VP8 "u8))
            return (BinaryPrimitives.ReadUInt16LittleEndian(webP[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(webP[28..]) & 0x3FFF);
        if (!kind.SequenceEqual("VP8L"u8))
            return default;
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(webP[21..]); // behind the signature byte: 14 bits each
        return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));

        static int U24(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
    }
}
