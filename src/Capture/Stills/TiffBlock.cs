using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Stills;

/// <summary>
/// The first directory of a TIFF structure (TIFF 6.0, section 2): of a TIFF file, of EXIF data in a JPEG, and of most raw files,
/// some of which carry their maker's number in place of 42.
/// </summary>
internal readonly ref struct TiffBlock
{
    private const ushort WidthTag = 0x0100, HeightTag = 0x0101, OrientationTag = 0x0112;
    private const int EntryBytes = 12;
    private readonly Span<byte> _data;
    private readonly bool _littleEndian;
    private readonly int _directory;
    private readonly int _entries;

    private TiffBlock(Span<byte> data, bool littleEndian, int directory, int entries)
    {
        _data = data;
        (_littleEndian, _directory, _entries) = (littleEndian, directory, entries);
    }

    /// <summary>How the picture is to be turned, 1 to 8 as in EXIF; 1 when it is not told.</summary>
    public int Orientation => Find(OrientationTag) is { } entry && U16(_data[(entry + 8)..]) is >= 1 and <= 8 and var told ? told : 1;

    /// <summary>Reads the header; false when it is none, or its directory lies beyond the data.</summary>
    public static bool TryRead(Span<byte> data, out TiffBlock block)
    {
        block = default;
        if (data.Length < 8 || !(data.StartsWith("II"u8) || data.StartsWith("MM"u8)))
            return false;
        var littleEndian = data[0] == 'I';
        var directory = littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) : BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (directory < 8 || directory + 2L > data.Length)
            return false;
        var entries = new TiffBlock(data, littleEndian, 0, 0).U16(data[(int)directory..]);
        if (directory + 2L + (entries * EntryBytes) + 4 > data.Length)
            return false;
        block = new TiffBlock(data, littleEndian, (int)directory, entries);
        return true;
    }

    /// <summary>Reads the size that the first picture claims; false when this is not a TIFF structure, or it claims none.</summary>
    public static bool TryReadSize(Span<byte> data, out FrameSize size)
    {
        size = default;
        if (!TryRead(data, out var block) || block.Side(WidthTag) is not (> 0 and var width) || block.Side(HeightTag) is not (> 0 and var height))
            return false;
        size = new FrameSize(width, height);
        return true;
    }

    /// <summary>Says that the picture stands upright, and cuts the thumbnail off, which shows it as it was.</summary>
    public void SetUpright()
    {
        if (Find(OrientationTag) is { } entry)
            Put16(_data[(entry + 8)..], 1);
        _data.Slice(_directory + 2 + (_entries * EntryBytes), 4).Clear();
    }

    /// <summary>Whether all strips or tiles lie within the data.</summary>
    public bool HoldsItsPixels() => Holds(273, 279) || Holds(324, 325);

    private int Side(ushort tag) => Find(tag) is { } entry && Value(entry, 0) is <= FrameSize.MaxSide and var side ? (int)side : 0;

    private bool Holds(ushort offsetsTag, ushort countsTag)
    {
        if (Find(offsetsTag) is not { } offsets || Find(countsTag) is not { } counts)
            return false;
        var parts = U32(_data[(offsets + 4)..]);
        if (parts == 0 || parts != U32(_data[(counts + 4)..]))
            return false;
        for (var i = 0u; i < parts; i++)
        {
            if (Value(offsets, i) is not { } at || Value(counts, i) is not { } length || at + length > _data.Length)
                return false;
        }
        return true;
    }

    /// <summary>Element of an entry of 16 or 32 bit integers: inside the entry where all fit into its four bytes, else elsewhere.</summary>
    private long? Value(int entry, uint index)
    {
        var bytes = U16(_data[(entry + 2)..]) switch { 3 => 2, 4 => 4, _ => 0 };
        var count = U32(_data[(entry + 4)..]);
        if (bytes == 0)
            return null;
        var at = (bytes * (long)count <= 4 ? entry + 8 : U32(_data[(entry + 8)..])) + (bytes * (long)index);
        if (at + bytes > _data.Length)
            return null;
        return bytes == 2 ? U16(_data[(int)at..]) : U32(_data[(int)at..]);
    }

    private int? Find(ushort tag)
    {
        for (var i = 0; i < _entries; i++)
        {
            var entry = _directory + 2 + (i * EntryBytes);
            if (U16(_data[entry..]) == tag)
                return entry;
        }
        return null;
    }

    private ushort U16(ReadOnlySpan<byte> at) => _littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private uint U32(ReadOnlySpan<byte> at) => _littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

    private void Put16(Span<byte> at, ushort value)
    {
        if (_littleEndian)
            BinaryPrimitives.WriteUInt16LittleEndian(at, value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(at, value);
    }
}
