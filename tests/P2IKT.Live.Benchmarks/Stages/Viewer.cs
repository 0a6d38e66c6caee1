using System.Net.WebSockets;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// A viewer on the live view's socket that takes every message and acknowledges it as frame 0, which is the sample's number.
/// </summary>
internal sealed class Viewer : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Ack = "{\"ack\":0}"u8.ToArray();
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly AutoResetEvent _taken = new(false);
    private readonly CancellationTokenSource _leaving = new();
    private Task _watching = Task.CompletedTask;

    public static async Task<Viewer> ConnectAsync(Uri address)
    {
        var viewer = new Viewer();
        await viewer._socket.ConnectAsync(address, CancellationToken.None);
        viewer._watching = viewer.WatchAsync();
        return viewer;
    }

    /// <summary>Waits until it has acknowledged another frame.</summary>
    public void AwaitFrame() => _taken.WaitOne();

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _watching.GetAwaiter().GetResult();
        _socket.Dispose();
        _taken.Dispose();
        _leaving.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received;
                do
                    received = await _socket.ReceiveAsync(_buffer.AsMemory(), _leaving.Token);
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                await _socket.SendAsync(Ack, WebSocketMessageType.Text, true, _leaving.Token);
                _taken.Set();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // One of the two has had enough.
        }
    }
}
