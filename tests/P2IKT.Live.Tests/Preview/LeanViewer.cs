using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace P2IKT.Live.Tests.Preview;

/// <summary>
/// A viewer that takes and acknowledges frames while allocating nothing, so that what the server allocates shows: a bare socket that
/// blocks, and as much of RFC 6455 as that takes.
/// </summary>
internal sealed class LeanViewer : IDisposable
{
    private const int Final = 0x80, Masked = 0x80, Text = 1, Close = 8, Ping = 9, Pong = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Timeout.TotalMilliseconds };
    private readonly byte[] _message = new byte[4 << 20];
    private readonly byte[] _frame = new byte[256];

    public LeanViewer(Uri page)
    {
        _socket.Connect(page.Host, page.Port);
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET /live HTTP/1.1\r\nHost: {page.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        var length = 0;
        while (!_message.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            Receive(_message.AsSpan(length++, 1));
        Assert.StartsWith("HTTP/1.1 101 ", Encoding.ASCII.GetString(_message, 0, length), StringComparison.Ordinal);
    }

    /// <summary>
    /// Asks for the source beside the sharp picture, as the page's comparison does; frames that were under way come without.
    /// </summary>
    public void WantSource() => Send(Text, "{\"want\":{\"source\":true}}"u8);

    /// <summary>Says how large it shows the picture, as the page does; it then gets announcements, too.</summary>
    public void SendView() => Send(Text, "{\"view\":{\"width\":1280,\"height\":720,\"sourcePixels\":false}}"u8);

    /// <summary>Waits for the next frame, acknowledges it, and returns its number; null when the server says farewell.</summary>
    public long? Take()
    {
        for (var length = 0; ;)
        {
            var (kind, size) = (ReceiveHead(out var bytes), bytes);
            var content = _message.AsSpan(length, size);
            Receive(content);
            switch (kind & 0x0F)
            {
                case Close:
                    return null;
                case Ping:
                    Send(Pong, content);
                    continue;
            }
            if ((kind & 0x0F) == Text)
                continue; // the announcement of the next frame
            length += size;
            if ((kind & Final) == 0)
                continue;
            var sequence = SequenceOf(_message.AsSpan(0, length));
            Acknowledge(sequence);
            return sequence;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>The message begins with the length of its JSON header, and that with the frame's number.</summary>
    private static long SequenceOf(ReadOnlySpan<byte> message)
    {
        return Utf8Parser.TryParse(message[(message.IndexOf("\"seq\":"u8) + 6)..], out long sequence, out _) ? sequence : throw new FormatException("A message without a number.");
    }

    private void Acknowledge(long sequence)
    {
        Span<byte> text = stackalloc byte[64];
        "{\"ack\":"u8.CopyTo(text);
        Utf8Formatter.TryFormat(sequence, text[7..], out var digits);
        text[7 + digits] = (byte)'}';
        Send(Text, text[..(8 + digits)]);
    }

    /// <summary>First byte of a frame, and how long its content is.</summary>
    private int ReceiveHead(out int size)
    {
        Span<byte> head = stackalloc byte[10];
        Receive(head[..2]);
        var more = head[1] switch { 126 => 2, 127 => 8, _ => 0 };
        Receive(head.Slice(2, more));
        size = more switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            8 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(head[2..])),
            _ => head[1],
        };
        return head[0];
    }

    /// <summary>A client must mask what it sends; a mask of zeros leaves it as it is.</summary>
    private void Send(int kind, ReadOnlySpan<byte> content)
    {
        _frame[0] = (byte)(Final | kind);
        _frame[1] = checked((byte)(Masked | content.Length));
        _frame.AsSpan(2, 4).Clear();
        content.CopyTo(_frame.AsSpan(6));
        _socket.Send(_frame.AsSpan(0, 6 + content.Length));
    }

    private void Receive(Span<byte> whole)
    {
        while (whole.Length > 0)
        {
            var count = _socket.Receive(whole);
            if (count == 0) // no assertion: each makes objects
                throw new EndOfStreamException("The live view has hung up.");
            whole = whole[count..];
        }
    }
}
