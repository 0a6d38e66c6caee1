using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>A directory of a TIFF structure (TIFF 6.0, section 2; BigTIFF), its values read and in little-endian order.</summary>
internal sealed class TiffDirectory
{
    /// <summary>A directory's entry in a TIFF that is not a BigTIFF, and what of its value fits into it.</summary>
    public const int EntryBytes = 12, InlineBytes = 4;

    private const int MostValueBytes = 64 << 20; // of all values: notes of a maker, places of strips; a broken directory names any number
    private const int MostBigEntries = ushort.MaxValue;
    private readonly Dictionary<ushort, (ushort Type, byte[] Value)> _entries = [];

    private TiffDirectory()
    {
    }

    /// <summary>Type and bytes of each tag.</summary>
    public IReadOnlyDictionary<ushort, (ushort Type, byte[] Value)> Entries => _entries;

    /// <summary>Where the next directory of the file lies; 0 after the last.</summary>
    public long Next { get; private set; }

    /// <summary>Reads a directory; entries that lie beyond the file, or are of no known type, are left out.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">Its head.</param>
    /// <param name="offset">Where the directory lies.</param>
    /// <param name="mostBytes">Of all values; what is beyond is left out.</param>
    public static TiffDirectory Read(Stream file, TiffHeader header, long offset, int mostBytes = MostValueBytes)
    {
        var directory = new TiffDirectory();
        var (entryBytes, inlineBytes, countBytes) = header.IsBig ? (20, 8, 8) : (EntryBytes, InlineBytes, 2);
        Span<byte> number = stackalloc byte[8];
        if (file.ReadAt(offset, number[..countBytes]) != countBytes)
            return directory;
        var count = header.IsBig
            ? Math.Min(TiffNumbers.U64(number, header.BigEndian), MostBigEntries)
            : TiffNumbers.U16(number, header.BigEndian);
        var raw = new byte[(int)count * entryBytes];
        var complete = file.ReadAt(offset + countBytes, raw) / entryBytes * entryBytes;
        var left = (long)mostBytes;
        for (var at = 0; at < complete; at += entryBytes)
            directory.Add(file, header, raw.AsSpan(at, entryBytes), inlineBytes, ref left);
        if (complete == raw.Length && file.ReadAt(offset + countBytes + raw.Length, number[..inlineBytes]) == inlineBytes)
            directory.Next = Offset(number, header);
        return directory;
    }

    /// <summary>Bytes of one value of a type (TIFF 6.0, page 15; BigTIFF); 0 for a type that is not known.</summary>
    public static int UnitBytes(ushort type) =>
        type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 or 16 or 17 or 18 => 8, _ => 0 };

    /// <summary>The whole numbers of a tag; none when it is absent or of another kind.</summary>
    public long[] Numbers(ushort tag)
    {
        if (!_entries.TryGetValue(tag, out var entry) || entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
            return [];
        var numbers = new long[entry.Value.Length / UnitBytes(entry.Type)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = UnitBytes(entry.Type) switch
            {
                1 => entry.Value[i],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(entry.Value.AsSpan(2 * i)),
                4 => BinaryPrimitives.ReadUInt32LittleEndian(entry.Value.AsSpan(4 * i)),
                _ => BinaryPrimitives.ReadInt64LittleEndian(entry.Value.AsSpan(8 * i)),
            };
        }
        return numbers;
    }

    /// <summary>The first whole number of a tag; null when there is none.</summary>
    public long? Number(ushort tag) => Numbers(tag) is [var first, ..] ? first : null;

    private void Add(Stream file, TiffHeader header, ReadOnlySpan<byte> entry, int inlineBytes, ref long left)
    {
        var type = TiffNumbers.U16(entry[2..], header.BigEndian);
        var count = header.IsBig ? TiffNumbers.U64(entry[4..], header.BigEndian) : TiffNumbers.U32(entry[4..], header.BigEndian);
        var place = entry[(entry.Length - inlineBytes)..];
        if (UnitBytes(type) == 0 || count == 0 || count > (ulong)left / (ulong)UnitBytes(type))
            return;
        var length = UnitBytes(type) * (long)count;
        var offset = length <= inlineBytes ? 0 : Offset(place, header);
        if (length > inlineBytes && (offset < 0 || offset > file.Length - length))
            return;
        var value = new byte[length];
        if (length <= inlineBytes)
            place[..(int)length].CopyTo(value);
        else if (file.ReadAt(offset, value) != length)
            return;
        left -= length;
        if (header.BigEndian)
            Swap(value, type);
        // Sorted, and each once (TIFF 6.0, page 15): the first counts.
        _entries.TryAdd(TiffNumbers.U16(entry, header.BigEndian), (type, value));
    }

    private static long Offset(ReadOnlySpan<byte> place, TiffHeader header) =>
        header.IsBig ? (long)TiffNumbers.U64(place, header.BigEndian) : TiffNumbers.U32(place, header.BigEndian);

    private static void Swap(byte[] value, ushort type)
    {
        var word = type is 5 or 10 ? 4 : UnitBytes(type); // a fraction is two numbers
        for (var at = 0; word > 1 && at < value.Length; at += word)
            Array.Reverse(value, at, word);
    }
}
