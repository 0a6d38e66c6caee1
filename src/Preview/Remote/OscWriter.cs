using System.Buffers.Binary;
using System.Text;

namespace P2IKT.Live.Preview.Remote;

/// <summary>Writes messages of OSC 1.0.</summary>
internal static class OscWriter
{
    /// <summary>Writes a message.</summary>
    /// <param name="address">Begins with a slash; ASCII.</param>
    /// <param name="arguments">In their order. A blob is written empty.</param>
    public static byte[] Write(string address, params ReadOnlySpan<OscArgument> arguments)
    {
        var tags = new StringBuilder(",", 1 + arguments.Length);
        foreach (var argument in arguments)
            tags.Append(argument.Type);
        var message = new List<byte>(64);
        WriteString(message, address);
        WriteString(message, tags.ToString());
        foreach (var argument in arguments)
            Write(message, argument);
        return [.. message];
    }

    /// <summary>Bytes that a string takes: with its zeros, a multiple of four.</summary>
    public static int BytesOf(string text) => (Encoding.UTF8.GetByteCount(text) + 4) & ~3;

    private static void Write(List<byte> message, OscArgument argument)
    {
        Span<byte> value = stackalloc byte[8];
        switch (argument.Type)
        {
            case 's':
                WriteString(message, argument.Text ?? "");
                return;
            case 'i' or 'b':
                BinaryPrimitives.WriteInt32BigEndian(value, argument.Type == 'i' ? (int)argument.Number : 0);
                message.AddRange(value[..4]);
                return;
            case 'f':
                BinaryPrimitives.WriteSingleBigEndian(value, (float)argument.Number);
                message.AddRange(value[..4]);
                return;
            case 'h':
                BinaryPrimitives.WriteInt64BigEndian(value, (long)argument.Number);
                message.AddRange(value);
                return;
            case 'd':
                BinaryPrimitives.WriteDoubleBigEndian(value, argument.Number);
                message.AddRange(value);
                return;
        }
    }

    private static void WriteString(List<byte> message, string text)
    {
        message.AddRange(Encoding.UTF8.GetBytes(text));
        do
            message.Add(0);
        while (message.Count % 4 != 0);
    }
}
