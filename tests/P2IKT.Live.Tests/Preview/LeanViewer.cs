using System.Buffers.Text;
using System.Net.WebSockets;

namespace P2IKT.Live.Tests.Preview;

/// <summary>A viewer that takes and acknowledges frames while allocating next to nothing, so that what the server allocates shows.</summary>
internal sealed class LeanViewer : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private readonly byte[] _ack = new byte[64];

    public static async Task<LeanViewer> ConnectAsync(PreviewStage stage, CancellationToken stop)
    {
        var viewer = new LeanViewer();
        await viewer._socket.ConnectAsync(stage.SocketUrl, stop);
        return viewer;
    }

    public async ValueTask TakeAsync(long sequence)
    {
        ValueWebSocketReceiveResult received;
        do
            received = await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
        while (!received.EndOfMessage);
        "{\"ack\":"u8.CopyTo(_ack);
        Utf8Formatter.TryFormat(sequence, _ack.AsSpan(7), out var digits);
        _ack[7 + digits] = (byte)'}';
        await _socket.SendAsync(_ack.AsMemory(0, 8 + digits), WebSocketMessageType.Text, true, CancellationToken.None);
    }

    public void Dispose() => _socket.Dispose();
}
