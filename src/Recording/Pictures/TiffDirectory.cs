using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>One directory of a TIFF file (TIFF 6.0, section 2), its values read and in little-endian order.</summary>
internal sealed class TiffDirectory
{
    public const int EntryBytes = 12, HeaderBytes = 8, InlineBytes = 4;
    private const int MostValueBytes = 16 << 20; // a maker's notes; whatever is longer is no description

    private TiffDirectory(IReadOnlyDictionary<ushort, (ushort Type, byte[] Value)> entries) => Entries = entries;

    /// <summary>Type and bytes of each tag.</summary>
    public IReadOnlyDictionary<ushort, (ushort Type, byte[] Value)> Entries { get; }

    /// <summary>Where the first directory lies; null when the file is no TIFF with 32-bit offsets.</summary>
    public static (long Offset, bool BigEndian)? First(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) != header.Length || !(header.StartsWith("II"u8) || header.StartsWith("MM"u8)))
            return null;
        var big = header[0] == 'M';
        return U16(header[2..], big) == 42 ? (U32(header[4..], big), big) : null;
    }

    /// <summary>Reads a directory; entries that lie beyond the file, or are of no known type, are left out.</summary>
    public static TiffDirectory Read(SafeFileHandle file, long offset, bool bigEndian)
    {
        var entries = new Dictionary<ushort, (ushort, byte[])>();
        Span<byte> count = stackalloc byte[2];
        if (RandomAccess.Read(file, count, offset) != count.Length)
            return new TiffDirectory(entries);
        var raw = new byte[U16(count, bigEndian) * EntryBytes];
        var complete = RandomAccess.Read(file, raw, offset + 2) / EntryBytes * EntryBytes;
        for (var at = 0; at < complete; at += EntryBytes)
        {
            var entry = raw.AsSpan(at, EntryBytes);
            var type = U16(entry[2..], bigEndian);
            var length = (long)UnitBytes(type) * U32(entry[4..], bigEndian);
            if (length is 0 or > MostValueBytes)
                continue;
            var value = new byte[length];
            if (length <= InlineBytes)
                entry.Slice(8, (int)length).CopyTo(value);
            else if (RandomAccess.Read(file, value, U32(entry[8..], bigEndian)) != length)
                continue;
            if (bigEndian)
                Swap(value, type);
            entries[U16(entry, bigEndian)] = (type, value);
        }
        return new TiffDirectory(entries);
    }

    /// <summary>Bytes of one value of a type (TIFF 6.0, page 15); 0 for a type that is not known.</summary>
    public static int UnitBytes(ushort type) => type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 => 8, _ => 0 };

    private static void Swap(byte[] value, ushort type)
    {
        var word = type is 5 or 10 ? 4 : UnitBytes(type); // a fraction is two numbers
        for (var at = 0; word > 1 && at < value.Length; at += word)
            Array.Reverse(value, at, word);
    }

    private static ushort U16(ReadOnlySpan<byte> at, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint U32(ReadOnlySpan<byte> at, bool big) => big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
