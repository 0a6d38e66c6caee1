using System.Buffers.Binary;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>An operation request (CIPA DC-005, clause 2.3.6).</summary>
internal sealed record PtpRequest(ushort Code, uint Transaction, bool BringsData, uint[] Parameters)
{
    public static PtpRequest Parse(ReadOnlySpan<byte> payload)
    {
        var parameters = new uint[(payload.Length - 10) / 4];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = BinaryPrimitives.ReadUInt32LittleEndian(payload[(10 + (4 * i))..]);
        return new PtpRequest(
            BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]), BinaryPrimitives.ReadUInt32LittleEndian(payload[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(payload) == 2, parameters);
    }

    public uint this[int index] => index < Parameters.Length ? Parameters[index] : 0;
}
