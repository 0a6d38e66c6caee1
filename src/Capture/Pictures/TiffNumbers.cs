using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>Numbers of either byte order, and bytes from a place in a file.</summary>
internal static class TiffNumbers
{
    public static ushort U16(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    public static uint U32(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    public static ulong U64(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);

    /// <summary>Reads what there is from a place on, up to the length of the span; how many bytes that was.</summary>
    public static int ReadAt(this Stream file, long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset >= file.Length)
            return 0;
        file.Position = offset;
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }
}
