using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Messages over a pipe: four bytes of length (little-endian, of what follows), one byte <see cref="HostMessageType"/>, then a picture's
/// bytes, a note in JSON, or text. One thread reads, any may write.
/// </summary>
/// <remarks>
/// Text is for what is said until the first picture comes: a serializer's first use takes longer than a camera does to open.
/// </remarks>
internal sealed class HostPipe(Stream from, Stream to)
{
    private const int LargestMessage = 64 << 20;
    private const int HeadBytes = 5;
    private readonly byte[] _readHead = new byte[HeadBytes];
    private readonly byte[] _writeHead = new byte[HeadBytes];
    private readonly Lock _writing = new();
    private byte[] _note = new byte[4096];

    /// <summary>Waits for the head of the next message; false at the end of the pipe.</summary>
    public bool TryReadHead(out HostMessageType word, out int length)
    {
        (word, length) = (default, 0);
        if (from.ReadAtLeast(_readHead, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
            return false;
        word = (HostMessageType)_readHead[4];
        length = BinaryPrimitives.ReadInt32LittleEndian(_readHead) - 1;
        return length is >= 0 and <= LargestMessage;
    }

    /// <summary>Reads what follows the head, as bytes.</summary>
    public void ReadBytes(Span<byte> into) => from.ReadExactly(into);

    /// <summary>Reads what follows the head, as a note.</summary>
    public HostMessage ReadNote(int length)
    {
        if (_note.Length < length)
            _note = new byte[length];
        from.ReadExactly(_note, 0, length);
        return length == 0
            ? new HostMessage()
            : JsonSerializer.Deserialize(_note.AsSpan(0, length), HostJson.Default.HostMessage) ?? new HostMessage();
    }

    /// <summary>Reads what follows the head, as text.</summary>
    public string ReadText(int length)
    {
        var text = new byte[length];
        from.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    public void WriteText(HostMessageType word, string text) => Write(word, Encoding.UTF8.GetBytes(text));

    public void Write(HostMessageType word, HostMessage? note = null) =>
        Write(word, note is null ? default : JsonSerializer.SerializeToUtf8Bytes(note, HostJson.Default.HostMessage));

    public void Write(HostMessageType word, ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_writeHead, bytes.Length + 1);
            _writeHead[4] = (byte)word;
            to.Write(_writeHead);
            to.Write(bytes);
            to.Flush();
        }
    }
}
