using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>A viewer that does only what the test tells it.</summary>
internal sealed class RawViewer : IDisposable
{
    private readonly byte[] _buffer = new byte[32 * 1024 * 1024];
    private Task<Message>? _next;

    public ClientWebSocket Socket { get; } = new();

    /// <summary>The frame that was announced last, as viewers are that say how large they show it; null before.</summary>
    public long? Announced { get; private set; }

    /// <summary>Where it stands in line for a place, as far as it has received; null: it never stood there.</summary>
    public int? Line { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RawViewer> ConnectAsync(PreviewStage stage)
    {
        var viewer = new RawViewer();
        await viewer.Socket.ConnectAsync(stage.SocketUrl, Stop);
        return viewer;
    }

    /// <summary>The next message, or the close; asking again before it came gives the same task.</summary>
    public Task<Message> NextAsync() => _next = _next is { IsCompleted: false } ? _next : ReceiveAsync();

    public Task SendAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);

    public Task AckAsync(long sequence) => SendAsync($$"""{"ack":{{sequence}}}""");

    public void Dispose() => Socket.Dispose();

    private async Task<Message> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var result = await Socket.ReceiveAsync(_buffer.AsMemory(length), Stop);
            if (result.MessageType == WebSocketMessageType.Close)
                return new Message(default, [], Socket.CloseStatus);
            length += result.Count;
            if (!result.EndOfMessage)
                continue;
            if (result.MessageType == WebSocketMessageType.Text)
            {
                using var announcement = JsonDocument.Parse(_buffer.AsMemory(0, length));
                if (announcement.RootElement.TryGetProperty("next", out var next))
                    Announced = next.GetInt64();
                else
                    Line = announcement.RootElement.GetProperty("waiting").GetInt32();
                length = 0;
                continue;
            }
            var headerLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(_buffer);
            using var header = JsonDocument.Parse(_buffer.AsMemory(4, headerLength));
            return new Message(header.RootElement.Clone(), _buffer.AsSpan(4 + headerLength, length - 4 - headerLength).ToArray(), null);
        }
    }

    internal sealed record Message(JsonElement Header, byte[] Body, WebSocketCloseStatus? Close)
    {
        public long Sequence => Header.GetProperty("seq").GetInt64();

        /// <summary>Size of the sharp picture in its own pixels.</summary>
        public (int Width, int Height) PictureSize()
        {
            using var sharp = OpenCvSharp.Cv2.ImDecode(Body.AsSpan(0, Length("sharp")).ToArray(), OpenCvSharp.ImreadModes.Color);
            return (sharp.Width, sharp.Height);
        }

        public int Length(string part) => Header.GetProperty(part + "Bytes").GetInt32();
    }
}
