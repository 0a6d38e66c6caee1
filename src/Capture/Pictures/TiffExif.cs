using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// Carries EXIF from one TIFF file to another, which libvips does not: in a TIFF it is not a separate block, but tags among the
/// others (EXIF 2.32, section 4.6.3). The result gets a new first directory at its end, with its own tags and those of the source.
/// </summary>
/// <remarks>
/// A BigTIFF is written without. Notes of the camera's maker go over as they are; what in them counts from the
/// beginning of the file is lost, as in most programs.
/// </remarks>
internal static class TiffExif
{
    /// <summary>Description, make, model, software, date, artist, host computer, rating, copyright.</summary>
    private static readonly ushort[] Plain = [270, 271, 272, 305, 306, 315, 316, 18246, 18249, 33432];

    /// <summary>Adds what the source says and the result does not.</summary>
    /// <param name="source">Where it is said.</param>
    /// <param name="pages">
    /// Where the source's picture lies: its directory is asked before the first, which speaks for the whole file.
    /// </param>
    /// <param name="result">A file that libvips has written.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Carry(PictureContent source, TiffPages pages, string result)
    {
        using var from = source.Open();
        using var to = new FileStream(result, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (TiffHeader.Of(from) is not { } first || TiffHeader.Of(to) is not { BigEndian: false, IsBig: false } target)
            return;
        var entries = new Dictionary<ushort, (ushort Type, byte[] Value)>(TiffDirectory.Read(from, first, first.First).Entries);
        foreach (var (tag, value) in pages.Directory!.Entries)
            entries[tag] = value;
        var own = OwnEntries(to, target.First);
        var added = new SortedDictionary<ushort, byte[]>();
        var end = to.Length;
        foreach (var tag in Plain.Where(tag => entries.ContainsKey(tag) && !own.ContainsKey(tag)))
            added[tag] = Entry(to, ref end, tag, entries[tag].Type, entries[tag].Value);
        foreach (var tag in (ushort[])[TiffTags.Exif, TiffTags.Gps])
        {
            if (!own.ContainsKey(tag) && entries.TryGetValue(tag, out var place) && Place(place.Value) is { } offset)
                added[tag] = Directory(to, ref end, tag, TiffDirectory.Read(from, first, offset));
        }
        if (added.Count == 0)
            return;
        foreach (var (tag, entry) in own)
            added[tag] = entry;
        var at = Append(to, ref end, Bytes([.. added.Values]));
        if (end > uint.MaxValue)
            throw new IOException("with its description it is larger than a TIFF may be");
        Span<byte> link = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(link, (uint)at);
        to.Position = 4;
        to.Write(link); // last: until here the file was whole without
    }

    private static long? Place(byte[] value) => value.Length switch
    {
        sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(value),
        sizeof(ulong) => BinaryPrimitives.ReadInt64LittleEndian(value),
        _ => null,
    };

    private static Dictionary<ushort, byte[]> OwnEntries(Stream file, long directory)
    {
        var count = new byte[2];
        file.ReadAt(directory, count);
        var raw = new byte[BinaryPrimitives.ReadUInt16LittleEndian(count) * TiffDirectory.EntryBytes];
        file.ReadAt(directory + 2, raw);
        return raw.Chunk(TiffDirectory.EntryBytes).ToDictionary(entry => BinaryPrimitives.ReadUInt16LittleEndian(entry));
    }

    /// <summary>Puts another directory at the end; returns the entry that points there.</summary>
    private static byte[] Directory(Stream file, ref long end, ushort tag, TiffDirectory directory)
    {
        var entries = new List<byte[]>();
        // Higher: BigTIFF's own.
        foreach (var (inner, (type, value)) in directory.Entries.Where(e => e.Key != TiffTags.Interoperability && e.Value.Type <= 13)
            .OrderBy(e => e.Key))
            entries.Add(Entry(file, ref end, inner, type, value));
        var place = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)Append(file, ref end, Bytes(entries)));
        return Entry(file, ref end, tag, type: 4, place);
    }

    /// <summary>Twelve bytes: tag, type, count, and the value or where it was put.</summary>
    private static byte[] Entry(Stream file, ref long end, ushort tag, ushort type, byte[] value)
    {
        var entry = new byte[TiffDirectory.EntryBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), type);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), (uint)(value.Length / TiffDirectory.UnitBytes(type)));
        if (value.Length <= TiffDirectory.InlineBytes)
            value.CopyTo(entry, 8);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), (uint)Append(file, ref end, value));
        return entry;
    }

    /// <summary>A directory: how many, the entries in order, and that no other follows.</summary>
    private static byte[] Bytes(List<byte[]> entries)
    {
        var count = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(count, (ushort)entries.Count);
        return [.. count, .. entries.SelectMany(entry => entry), 0, 0, 0, 0];
    }

    private static long Append(Stream file, ref long end, byte[] bytes)
    {
        var at = end + (end & 1); // on a word boundary (TIFF 6.0, page 13)
        file.Position = at;
        file.Write(bytes);
        end = at + bytes.Length;
        return at;
    }
}
