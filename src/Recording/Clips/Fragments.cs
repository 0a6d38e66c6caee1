using System.Buffers.Binary;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Fragmented MP4 and MOV files whose encoder ended early: the incomplete fragment at the end is cut off.</summary>
internal static class Fragments
{
    private const uint Moov = 0x6D6F6F76, Mdat = 0x6D646174;

    /// <summary>
    /// Cuts a file behind its last whole fragment, so that no player stumbles over half a frame. Boxes: ISO/IEC 14496-12, 4.2; a
    /// fragment is a moof and the mdat behind it (8.8.4). Does nothing to other files.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or cut.</exception>
    public static void TruncateIncomplete(string path)
    {
        if (Path.GetExtension(path).Equals(".mkv", StringComparison.OrdinalIgnoreCase))
            return; // a reader of Matroska skips a torn cluster by itself (RFC 9559, 5.1)
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        Span<byte> header = stackalloc byte[16];
        long at = 0, whole = 0;
        while (at + 8 <= file.Length)
        {
            file.Position = at;
            var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 1 && read == header.Length)
                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            if (size < 8 || at + size > file.Length)
                break;
            at += size;
            if (BinaryPrimitives.ReadUInt32BigEndian(header[4..]) is Moov or Mdat)
                whole = at;
        }
        if (whole > 0 && whole < file.Length)
            file.SetLength(whole);
    }
}
