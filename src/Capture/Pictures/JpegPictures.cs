using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// The further pictures behind the first one of a JPEG file, as its index lists them (CIPA DC-007, Multi-Picture Format).
/// </summary>
internal static class JpegPictures
{
    private const ushort EntriesTag = 0xB002;
    private const int EntryBytes = 16, NameBytes = 4, KindMask = 0xFFFFFF, PreviewClass = 1;
    private const uint First = 0x030000; // the picture that stands for all
    private const int MapOfTwoBytes = 82;

    private static ReadOnlySpan<byte> Name => "MPF\0"u8;

    /// <summary>Whether this segment is the index.</summary>
    public static bool IsIndex(JpegHeadSegment segment) => segment.Marker == JpegHeadSegment.App2 && segment.Content.StartsWith(Name);

    /// <summary>Where the pictures behind the first lie, how long they are, and whether each is only the first one, smaller.</summary>
    public static IEnumerable<(long Offset, long Length, bool IsPreview)> In(JpegHeadSegment index)
    {
        using var block = new MemoryStream(
            index.Whole, JpegHeadSegment.ContentAt + NameBytes, index.Whole.Length - JpegHeadSegment.ContentAt - NameBytes);
        if (TiffHeader.Of(block) is not { IsBig: false } header
            || !TiffDirectory.Read(block, header, header.First).Entries.TryGetValue(EntriesTag, out var entries))
            yield break;
        for (var at = EntryBytes; at + EntryBytes <= entries.Value.Length; at += EntryBytes) // the first is the one that holds the index
        {
            var entry = entries.Value.AsSpan(at, EntryBytes);
            var (kind, length, offset) = (
                TiffNumbers.U32(entry, header.BigEndian) & KindMask, TiffNumbers.U32(entry[4..], header.BigEndian),
                TiffNumbers.U32(entry[8..], header.BigEndian));
            yield return (index.Offset + JpegHeadSegment.ContentAt + NameBytes + offset, length, kind >> 16 == PreviewClass);
        }
    }

    /// <summary>Bytes of an index of two pictures.</summary>
    public static int IndexBytes => JpegHeadSegment.ContentAt + NameBytes + MapOfTwoBytes;

    /// <summary>An index of two pictures.</summary>
    /// <param name="at">Where it is going to lie in the file.</param>
    /// <param name="first">Bytes of the first picture, this index among them.</param>
    /// <param name="second">Bytes of the second, which follows at once.</param>
    public static byte[] Index(long at, long first, long second)
    {
        var index = new byte[IndexBytes];
        byte[] head =
        [
            0xFF, JpegHeadSegment.App2, 0, (byte)(IndexBytes - 2), .. Name, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 3,
            0xB0, 0x00, 0, 7, 0, 0, 0, 4, .. "0100"u8, // version
            0xB0, 0x01, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, // pictures
            0xB0, 0x02, 0, 7, 0, 0, 0, 2 * EntryBytes, 0, 0, 0, 50, // their entries, behind this directory, which is the last
        ];
        head.CopyTo(index, 0);
        var entries = index.AsSpan(^(2 * EntryBytes)..);
        BinaryPrimitives.WriteUInt32BigEndian(entries, First);
        BinaryPrimitives.WriteUInt32BigEndian(entries[4..], (uint)first);
        BinaryPrimitives.WriteUInt32BigEndian(entries[(EntryBytes + 4)..], (uint)second);
        BinaryPrimitives.WriteUInt32BigEndian(entries[(EntryBytes + 8)..], (uint)(first - at - JpegHeadSegment.ContentAt - NameBytes));
        return index;
    }
}
