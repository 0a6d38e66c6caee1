using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace P2IKT.Live.Preview;

/// <summary>
/// One viewer on <c>WS /live</c>. A message is binary: <see cref="FrameHeader"/>, then the JPEG of the sharp picture, that of the
/// source and the blur map, as far as wanted. The next frame, the newest there is then, goes out once this one is acknowledged.
/// </summary>
internal sealed class LiveSocket : IDisposable
{
    private static readonly FrameParts[] Order = [FrameParts.Sharp, FrameParts.Source, FrameParts.Blur];

    private readonly WebSocket _socket;
    private readonly ViewerSeat _seat;
    private readonly PresentationLog _log;
    private readonly SendDeadline _deadline;
    private readonly FrameHeader _header = new();
    private readonly byte[] _message = new byte[ViewerMessage.MaxBytes];
    private long _latencyBits = BitConverter.DoubleToInt64Bits(double.NaN); // written by the receiving task, read by the sending one
    private (WebSocketCloseStatus Status, string Reason) _close = (WebSocketCloseStatus.EndpointUnavailable, "The live view has ended.");

    public LiveSocket(WebSocket socket, ViewerSeat seat, PresentationLog log, PreviewOptions options)
    {
        _socket = socket;
        _seat = seat;
        _log = log;
        _deadline = new SendDeadline(options.Time, options.SendTimeout, socket.Abort);
    }

    /// <summary>Serves the viewer until it leaves, misbehaves, hangs, or the seat is closed. Does not throw for any of these.</summary>
    public async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        try
        {
            while (await _seat.NextAsync() is { } frame)
                await SendAsync(frame);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                _deadline.Start(); // left running: it also bounds the wait for the viewer's own farewell
                await _socket.CloseOutputAsync(_close.Status, _close.Reason, CancellationToken.None);
            }
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            _socket.Abort();
        }
        await receiving;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deadline.Dispose();
        _header.Dispose();
    }

    /// <summary>Whether this is how a connection that went away shows itself.</summary>
    public static bool IsDisconnect(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] // it waits for the network now and then: its state is reused
    private async ValueTask SendAsync(EncodedFrame frame)
    {
        try
        {
            var granted = _seat.Granted;
            var last = LastOf(granted);
            var latency = BitConverter.Int64BitsToDouble(Interlocked.Read(ref _latencyBits));
            _deadline.Start();
            var header = _header.Write(frame, granted, double.IsNaN(latency) ? null : latency);
            await _socket.SendAsync(header, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
            foreach (var part in Order)
            {
                if (granted.HasFlag(part))
                    await _socket.SendAsync(frame[part], WebSocketMessageType.Binary, part == last, CancellationToken.None);
            }
            _deadline.Stop();
        }
        finally
        {
            frame.Release();
        }
    }

    private static FrameParts LastOf(FrameParts granted)
    {
        var last = FrameParts.None;
        foreach (var part in Order)
            last = granted.HasFlag(part) ? part : last;
        return last;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var length = 0;
            while (true)
            {
                var received = await _socket.ReceiveAsync(_message.AsMemory(length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _close = (WebSocketCloseStatus.NormalClosure, "");
                    return;
                }
                length += received.Count;
                if (!received.EndOfMessage && length < _message.Length)
                    continue;
                if (!received.EndOfMessage)
                    _close = (WebSocketCloseStatus.MessageTooBig, "A message of a viewer has at most 1024 bytes.");
                else if (received.MessageType != WebSocketMessageType.Text || !ViewerMessage.TryParse(_message.AsSpan(0, length), out var message))
                    _close = (WebSocketCloseStatus.PolicyViolation, "A message of a viewer is {\"ack\":SEQ} or {\"want\":{...}}.");
                else
                {
                    Handle(message);
                    length = 0;
                    continue;
                }
                return;
            }
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            _socket.Abort();
        }
        finally
        {
            _seat.Close();
        }
    }

    private void Handle(ViewerMessage message)
    {
        if (message.Wants is { } wants)
            _seat.Want(wants);
        if (message.Ack is not { } sequence || _seat.Awaited(sequence) is not { } capturedAt)
            return;
        if (!message.Skipped)
        {
            var ticks = Stopwatch.GetTimestamp() - capturedAt;
            _log.Add(ticks);
            Interlocked.Exchange(ref _latencyBits, BitConverter.DoubleToInt64Bits(ticks * 1000.0 / Stopwatch.Frequency));
        }
        _seat.Acknowledge(sequence); // last: the next frame goes out at once, and tells this one's latency
    }
}
