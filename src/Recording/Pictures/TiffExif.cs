using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>
/// Carries EXIF from one TIFF file to another, which libvips does not: in a TIFF it is no block of its own, but tags among the
/// others (EXIF 2.32, section 4.6.3). The result gets a new first directory at its end, with its own tags and those of the source.
/// </summary>
/// <remarks>
/// BigTIFF, read or written, goes without. Notes of the camera's maker go over as they are; what in them counts from the
/// beginning of the file is lost, as in most programs.
/// </remarks>
internal static class TiffExif
{
    private const ushort ExifDirectory = 34665, GpsDirectory = 34853, Interoperability = 40965, LongType = 4;

    /// <summary>Description, make, model, software, date, artist, host computer, rating, copyright.</summary>
    private static readonly ushort[] Plain = [270, 271, 272, 305, 306, 315, 316, 18246, 18249, 33432];

    /// <summary>Adds what the source says and the result does not.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Carry(string source, string result)
    {
        using var from = File.OpenHandle(source);
        using var to = File.OpenHandle(result, FileMode.Open, FileAccess.ReadWrite);
        if (TiffDirectory.First(from) is not { } first || TiffDirectory.First(to) is not { BigEndian: false } target)
            return;
        var said = TiffDirectory.Read(from, first.Offset, first.BigEndian).Entries;
        var own = OwnEntries(to, target.Offset);
        var added = new SortedDictionary<ushort, byte[]>();
        var end = RandomAccess.GetLength(to);
        foreach (var tag in Plain.Where(tag => said.ContainsKey(tag) && !own.ContainsKey(tag)))
            added[tag] = Entry(to, ref end, tag, said[tag].Type, said[tag].Value);
        foreach (var tag in (ushort[])[ExifDirectory, GpsDirectory])
        {
            if (!own.ContainsKey(tag) && said.TryGetValue(tag, out var place) && place.Value.Length == TiffDirectory.InlineBytes)
                added[tag] = Directory(to, ref end, tag, TiffDirectory.Read(from, BinaryPrimitives.ReadUInt32LittleEndian(place.Value), first.BigEndian));
        }
        if (added.Count == 0)
            return;
        foreach (var (tag, entry) in own)
            added[tag] = entry;
        var at = Append(to, ref end, Bytes([.. added.Values]));
        if (end > uint.MaxValue)
            throw new IOException("with its description it is larger than a TIFF may be");
        Span<byte> offset = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(offset, (uint)at);
        RandomAccess.Write(to, offset, 4); // last: until here the file was whole without
    }

    private static Dictionary<ushort, byte[]> OwnEntries(SafeFileHandle file, long directory)
    {
        var count = new byte[2];
        RandomAccess.Read(file, count, directory);
        var raw = new byte[BinaryPrimitives.ReadUInt16LittleEndian(count) * TiffDirectory.EntryBytes];
        RandomAccess.Read(file, raw, directory + 2);
        return raw.Chunk(TiffDirectory.EntryBytes).ToDictionary(entry => BinaryPrimitives.ReadUInt16LittleEndian(entry));
    }

    /// <summary>Puts a directory of its own at the end; the entry that points there.</summary>
    private static byte[] Directory(SafeFileHandle file, ref long end, ushort tag, TiffDirectory directory)
    {
        var entries = new List<byte[]>();
        foreach (var (inner, (type, value)) in directory.Entries.Where(e => e.Key != Interoperability).OrderBy(e => e.Key))
            entries.Add(Entry(file, ref end, inner, type, value));
        var place = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)Append(file, ref end, Bytes(entries)));
        return Entry(file, ref end, tag, LongType, place);
    }

    /// <summary>Twelve bytes: tag, type, count, and the value or where it was put.</summary>
    private static byte[] Entry(SafeFileHandle file, ref long end, ushort tag, ushort type, byte[] value)
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

    private static long Append(SafeFileHandle file, ref long end, byte[] bytes)
    {
        var at = end + (end & 1); // on a word boundary (TIFF 6.0, page 13)
        RandomAccess.Write(file, bytes, at);
        end = at + bytes.Length;
        return at;
    }
}
