using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Video;

/// <summary>
/// Whether a video file has all the bytes that its outermost structure announces. Nothing inside is looked at: it is asked only when fewer
/// frames came than were announced, and there are other reasons for that (an edit list, sound that outlasts the pictures).
/// </summary>
public static class FileExtent
{
    private const int MostBoxes = 1_000_000; // fragments of half a second: three days
    private const int HeadBytes = 16;

    private static readonly byte[] AsfHeader = [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE,
        0x6C];
    private static readonly byte[] AsfFileProperties = [0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20,
        0x53, 0x65];

    /// <summary>Whether the end is missing; null when the file is of another kind, or does not say.</summary>
    public static bool? IsCut(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return IsCut(RandomAccess.GetLength(file), (at, bytes) => RandomAccess.Read(file, bytes, at));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same of bytes wherever they are.</summary>
    /// <param name="length">How many there are.</param>
    /// <param name="read">Reads from a position; less than asked for at the end.</param>
    internal static bool? IsCut(long length, Func<long, byte[], int> read)
    {
        var head = new byte[HeadBytes];
        if (read(0, head) < HeadBytes)
            return null;
        return head switch
        {
            [.., _, _, _, _] when head.AsSpan(4, 4).SequenceEqual("ftyp"u8) || head.AsSpan(4, 4).SequenceEqual("moov"u8)
                || head.AsSpan(4, 4).SequenceEqual("mdat"u8)
                || head.AsSpan(4, 4).SequenceEqual("wide"u8) => Boxes(length, read),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => Chunks(length, read),
            [0x1A, 0x45, 0xDF, 0xA3, ..] => Segment(length, read),
            [(byte)'F', (byte)'L', (byte)'V', 1, ..] => LastTag(length, read),
            _ when head.AsSpan().SequenceEqual(AsfHeader) => FileProperties(length, read),
            _ => null,
        };
    }

    /// <summary>Boxes of MP4 and MOV, one after another (ISO/IEC 14496-12, 4.2).</summary>
    private static bool? Boxes(long length, Func<long, byte[], int> read)
    {
        var head = new byte[HeadBytes];
        var at = 0L;
        for (var boxes = 0; boxes < MostBoxes && at < length; boxes++)
        {
            if (read(at, head) < 8)
                return true;
            var size = (long)BinaryPrimitives.ReadUInt32BigEndian(head);
            if (size == 0)
                return null; // to the end of the file, wherever that is
            if (size == 1)
                size = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(8));
            if (size < 8)
                return null;
            if (size > length - at)
                return true;
            at += size;
        }
        return at < length ? null : false;
    }

    /// <summary>The lists of an AVI, which has more than one above a gigabyte (OpenDML).</summary>
    private static bool? Chunks(long length, Func<long, byte[], int> read)
    {
        var head = new byte[8];
        var at = 0L;
        while (at < length && read(at, head) == head.Length && head.AsSpan(0, 4).SequenceEqual("RIFF"u8))
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (size is 0 or uint.MaxValue)
                return null; // its writer never came to fill it in
            at += 8L + size;
        }
        return at > length;
    }

    /// <summary>The segment of a Matroska file, behind its head (RFC 8794, 4 and 6).</summary>
    private static bool? Segment(long length, Func<long, byte[], int> read)
    {
        if (Element(0, read) is not { Size: { } headSize } first
            || Element(first.Content + headSize, read) is not { Size: { } size } segment)
            return null;
        return size > length - segment.Content;
    }

    /// <summary>
    /// An FLV ends with the size of its last tag, which stands in that tag as well (Video File Format Specification 10, E.3).
    /// </summary>
    private static bool? LastTag(long length, Func<long, byte[], int> read)
    {
        var end = new byte[4];
        var tag = new byte[4];
        if (length < 13 + 15 || read(length - 4, end) < end.Length)
            return true;
        var size = BinaryPrimitives.ReadUInt32BigEndian(end);
        return size > length - 13 || read(length - 4 - size, tag) < tag.Length || (BinaryPrimitives.ReadUInt32BigEndian(tag) & 0xFF_FFFF)
            + 11 != size;
    }

    /// <summary>The size that an ASF (WMV) states (Advanced Systems Format, 3.2).</summary>
    private static bool? FileProperties(long length, Func<long, byte[], int> read)
    {
        var item = new byte[48]; // identity, size, identity of the file, its size
        var at = 30L; // behind the header's own identity, size and count
        for (var items = 0; items < 100 && read(at, item) == item.Length; items++)
        {
            if (item.AsSpan(0, 16).SequenceEqual(AsfFileProperties))
                return BinaryPrimitives.ReadInt64LittleEndian(item.AsSpan(40)) is > 0 and var reported ? reported > length : null;
            if (BinaryPrimitives.ReadInt64LittleEndian(item.AsSpan(16)) is not (>= 24 and <= int.MaxValue and var size))
                return null;
            at += size;
        }
        return null;
    }

    /// <summary>Where an element's content begins, and how long it is; a size of ones only is unknown.</summary>
    private static (long Content, long? Size)? Element(long at, Func<long, byte[], int> read)
    {
        var bytes = new byte[12]; // an identity of four, a size of eight
        if (at < 0 || read(at, bytes) < bytes.Length || bytes[4] == 0)
            return null;
        var count = System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[4] << 24) + 1;
        long size = bytes[4] & ((1 << (8 - count)) - 1);
        for (var i = 1; i < count; i++)
            size = (size << 8) | bytes[4 + i];
        return (at + 4 + count, size == (1L << (7 * count)) - 1 ? null : size);
    }
}
