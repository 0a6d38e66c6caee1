using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>
/// A viewer on the live view's socket that acknowledges each frame, and keeps the latencies that the server says it had: capture to
/// acknowledgement.
/// </summary>
internal sealed class SoakViewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<double> _latencies = []; // ms; guarded by itself
    private Task _watching = Task.CompletedTask;

    public static async Task<SoakViewer> ConnectAsync(Uri page)
    {
        var viewer = new SoakViewer();
        await viewer._socket.ConnectAsync(new Uri($"ws://{page.Authority}/live"), CancellationToken.None);
        viewer._watching = viewer.WatchAsync();
        return viewer;
    }

    /// <summary>The latencies since the last call, in ms.</summary>
    public IReadOnlyList<double> TakeLatencies()
    {
        lock (_latencies)
        {
            double[] taken = [.. _latencies];
            _latencies.Clear();
            return taken;
        }
    }

    /// <summary>Vanishes without a word, as a laptop that is closed.</summary>
    public void Vanish() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _socket.Dispose();
        _leaving.Dispose();
    }

    private async Task WatchAsync()
    {
        var buffer = new byte[4 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), _leaving.Token);
                    length += received.Count;
                }
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                await AcknowledgeAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has left.
        }
    }

    private Task AcknowledgeAsync(ReadOnlyMemory<byte> message)
    {
        var header = message.Slice(sizeof(uint), (int)BinaryPrimitives.ReadUInt32LittleEndian(message.Span));
        using var json = JsonDocument.Parse(header);
        if (json.RootElement.GetProperty("latencyMs") is { ValueKind: JsonValueKind.Number } latency)
        {
            lock (_latencies)
                _latencies.Add(latency.GetDouble());
        }
        var ack = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, long> { ["ack"] = json.RootElement.GetProperty("seq").GetInt64() });
        return _socket.SendAsync(ack, WebSocketMessageType.Text, endOfMessage: true, _leaving.Token);
    }
}
