using System.Buffers.Binary;
using System.Text;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>Writes PTP's data sets: little-endian, strings counted and in UTF-16 (ISO 15740, clause 5.3).</summary>
internal sealed class PtpWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public PtpWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public PtpWriter UInt16(ushort value) => Number(value, 2);

    public PtpWriter UInt32(uint value) => Number(value, 4);

    public PtpWriter UInt64(ulong value) => Number(value, 8);

    public PtpWriter Number(ulong value, int bytes)
    {
        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(little, value);
        return Bytes(little[..bytes]);
    }

    public PtpWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PtpWriter Text(string text)
    {
        if (text.Length == 0)
            return Byte(0);
        return Byte((byte)(text.Length + 1)).Bytes(Encoding.Unicode.GetBytes(text + '\0'));
    }

    public PtpWriter Array(IReadOnlyCollection<ushort> values)
    {
        UInt32((uint)values.Count);
        foreach (var value in values)
            UInt16(value);
        return this;
    }

    public PtpWriter Array(IReadOnlyCollection<uint> values)
    {
        UInt32((uint)values.Count);
        foreach (var value in values)
            UInt32(value);
        return this;
    }
}
