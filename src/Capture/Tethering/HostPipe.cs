using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Messages over a pipe: four bytes of length (little-endian, of what follows), one byte <see cref="HostMessageType"/>, then a picture's
/// bytes, a message in JSON, or text. One thread reads, any may write.
/// </summary>
/// <remarks>
/// Text is for what is said until the first picture comes: a serializer's first use takes longer than a camera does to open.
/// </remarks>
internal sealed class HostPipe(Stream from, Stream to)
{
    private const int LargestMessage = 64 << 20;
    private const int HeaderBytes = 5;
    private readonly byte[] _readHeader = new byte[HeaderBytes];
    private readonly byte[] _writeHeader = new byte[HeaderBytes];
    private readonly Lock _writing = new();
    private byte[] _body = new byte[4096];

    /// <summary>Waits for the header of the next message; false at the end of the pipe.</summary>
    public bool TryReadHeader(out HostMessageType type, out int length)
    {
        (type, length) = (default, 0);
        if (from.ReadAtLeast(_readHeader, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return false;
        type = (HostMessageType)_readHeader[4];
        length = BinaryPrimitives.ReadInt32LittleEndian(_readHeader) - 1;
        return length is >= 0 and <= LargestMessage;
    }

    /// <summary>Reads the body, as bytes.</summary>
    public void ReadBytes(Span<byte> into) => from.ReadExactly(into);

    /// <summary>Reads the body, as a message in JSON.</summary>
    public HostMessage ReadMessage(int length)
    {
        if (_body.Length < length)
            _body = new byte[length];
        from.ReadExactly(_body, 0, length);
        return length == 0
            ? new HostMessage()
            : JsonSerializer.Deserialize(_body.AsSpan(0, length), HostJson.Default.HostMessage) ?? new HostMessage();
    }

    /// <summary>Reads the body, as text.</summary>
    public string ReadText(int length)
    {
        var text = new byte[length];
        from.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    public void WriteText(HostMessageType type, string text) => Write(type, Encoding.UTF8.GetBytes(text));

    public void Write(HostMessageType type, HostMessage? message = null) =>
        Write(type, message is null ? default : JsonSerializer.SerializeToUtf8Bytes(message, HostJson.Default.HostMessage));

    public void Write(HostMessageType type, ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_writeHeader, bytes.Length + 1);
            _writeHeader[4] = (byte)type;
            to.Write(_writeHeader);
            to.Write(bytes);
            to.Flush();
        }
    }
}
