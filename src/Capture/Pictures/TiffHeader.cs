using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>The head of a TIFF structure: of a TIFF or BigTIFF file, and of most raw files.</summary>
/// <param name="First">Where the first directory lies.</param>
/// <param name="BigEndian">The order of bytes in numbers.</param>
/// <param name="IsBig">BigTIFF: offsets of 64 bits.</param>
internal readonly record struct TiffHeader(long First, bool BigEndian, bool IsBig)
{
    private const int Bytes = 16, Plain = 42, Big = 43;

    /// <summary>Reads it; null when the file does not have such a structure.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="anyMaker">Whether a camera maker's own number may stand in place of 42, as in some raw files.</param>
    public static TiffHeader? Of(Stream file, bool anyMaker = false)
    {
        Span<byte> head = stackalloc byte[Bytes];
        var length = file.ReadAt(0, head);
        if (length < 8 || !(head.StartsWith("II"u8) || head.StartsWith("MM"u8)))
            return null;
        var bigEndian = head[0] == 'M';
        var kind = TiffNumbers.U16(head[2..], bigEndian);
        if (kind == Big)
            return length == Bytes && TiffNumbers.U64(head[8..], bigEndian) is <= long.MaxValue and var far
                ? new TiffHeader((long)far, bigEndian, true)
                : null;
        return kind == Plain || anyMaker ? new TiffHeader(TiffNumbers.U32(head[4..], bigEndian), bigEndian, false) : null;
    }
}
