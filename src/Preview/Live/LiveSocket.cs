using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames.Memory;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// One viewer on <c>WS /live</c>. A message is binary: <see cref="FrameHeader"/>, then the JPEG of the sharp picture, the JPEG of the
/// source, the blur map and its confidence or both packed, as far as wanted. After the acknowledgement of a frame, the newest one is sent.
/// </summary>
/// <remarks>
/// A viewer that says how large it shows the picture is sent the text <c>{"next":SEQ}</c> before each frame. It acknowledges with the times
/// at which that and the frame arrived, so the server knows transfer and round trip apart, and both clocks. One that stands in line for a
/// place is sent the text <c>{"waiting":PLACE,"watching":PLACES}</c> at each step; 0 ends it.
/// </remarks>
internal sealed class LiveSocket : IDisposable
{
    private static readonly FrameParts[] Order =
        [FrameParts.Sharp, FrameParts.Source, FrameParts.Blur, FrameParts.Confidence, FrameParts.PackedMaps];

    private readonly WebSocket _socket;
    private readonly ListedViewer _viewer;
    private readonly ViewerSlot _slot;
    private readonly ViewerLimits _limits;
    private readonly PresentationLog _log;
    private readonly SendDeadline _deadline;
    private readonly FrameHeader _header;
    private readonly byte[] _received = new byte[ViewerMessage.MaxBytes];
    private readonly byte[] _announcement = new byte[32]; // being sent
    private readonly ViewerClock _clock = new(); // of the receiving task
    private NativeBuffer<byte>? _message; // being sent; grows to the longest
    private long _latencyBits = BitConverter.DoubleToInt64Bits(double.NaN); // written by the receiving task, read by the sending one
    private (WebSocketCloseStatus Status, string Reason) _close = (WebSocketCloseStatus.EndpointUnavailable, "The live view has ended.");

    /// <param name="socket">The client; the caller disposes it.</param>
    /// <param name="viewer">Its place in the list, and where its frames come from.</param>
    /// <param name="log">Counts presented frames, over all viewers.</param>
    /// <param name="limits">How long a picture may take to be sent.</param>
    /// <param name="focus">Readings of focus points, which are sent with the frame that they belong to; null sends none.</param>
    public LiveSocket(WebSocket socket, ListedViewer viewer, PresentationLog log, ViewerLimits limits, FocusAssist? focus)
    {
        _header = new FrameHeader(focus);
        _socket = socket;
        (_viewer, _slot, _limits) = (viewer, viewer.Slot, limits);
        _log = log;
        _deadline = new SendDeadline(limits.Time, limits.SendTimeout, socket.Abort);
    }

    /// <summary>
    /// Serves the viewer until it disconnects, hangs, sends an invalid message, or the slot is closed. It does not throw.
    /// </summary>
    public async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        try
        {
            await WaitInLineAsync().ConfigureAwait(false);
            while (await _slot.NextAsync().ConfigureAwait(false) is { } frame)
                await SendAsync(frame).ConfigureAwait(false);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                _deadline.Start(); // left running: it also bounds the wait for the client's close frame
                await _socket.CloseOutputAsync(_close.Status, _close.Reason, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception disconnect) when (IsDisconnect(disconnect))
        {
            _socket.Abort();
        }
        await receiving.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deadline.Dispose();
        _header.Dispose();
        _message?.Dispose();
    }

    /// <summary>Whether an exception means that the client has disconnected.</summary>
    public static bool IsDisconnect(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    /// <summary>Says to the viewer where it stands in line, until it may watch or has gone.</summary>
    private async Task WaitInLineAsync()
    {
        await foreach (var line in _viewer.LinesAsync().ConfigureAwait(false))
        {
            _deadline.Start();
            await _socket.SendAsync(
                Encoding.ASCII.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{{\"waiting\":{line},\"watching\":{_limits.MaxViewers}}}")),
                WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
            _deadline.Stop();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] // it seldom completes synchronously: its state is reused
    private async ValueTask SendAsync(EncodedFrame frame)
    {
        try
        {
            _deadline.Start();
            var message = Compose(frame, _slot.Granted, out var pictureBytes);
            var isAnnounced = _slot.IsMeasured;
            _slot.BeginSending(isAnnounced, message.Length, pictureBytes);
            if (isAnnounced)
            {
                await _socket.SendAsync(Announce(frame.Sequence), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
            _deadline.Stop();
        }
        finally
        {
            frame.Release();
        }
    }

    /// <summary>Header and parts in one buffer. Sent apart, each would wait for the network, and every wait allocates.</summary>
    private ReadOnlyMemory<byte> Compose(EncodedFrame frame, PictureRequest granted, out int pictureBytes)
    {
        var latency = BitConverter.Int64BitsToDouble(Interlocked.Read(ref _latencyBits));
        var header = _header.Write(frame, granted, double.IsNaN(latency) ? null : latency);
        var length = header.Length;
        pictureBytes = 0;
        foreach (var part in Order)
        {
            var bytes = granted.Parts.HasFlag(part) ? frame[part, granted.Form].Length : 0;
            length += bytes;
            pictureBytes += (part & FrameParts.Formed) != 0 ? bytes : 0;
        }
        _message = NativeBuffer.WithRoom(_message, length);
        var message = _message.Memory[..length];
        header.CopyTo(message);
        var at = header.Length;
        foreach (var part in Order)
        {
            if (!granted.Parts.HasFlag(part))
                continue;
            var bytes = frame[part, granted.Form];
            bytes.CopyTo(message[at..]);
            at += bytes.Length;
        }
        return message;
    }

    private ReadOnlyMemory<byte> Announce(long sequence)
    {
        "{\"next\":"u8.CopyTo(_announcement);
        Utf8Formatter.TryFormat(sequence, _announcement.AsSpan(8), out var digits);
        _announcement[8 + digits] = (byte)'}';
        return _announcement.AsMemory(0, 9 + digits);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var length = 0;
            while (true)
            {
                var received = await _socket.ReceiveAsync(_received.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _close = (WebSocketCloseStatus.NormalClosure, "");
                    return;
                }
                length += received.Count;
                if (!received.EndOfMessage && length < _received.Length)
                    continue;
                if (!received.EndOfMessage)
                    _close = (WebSocketCloseStatus.MessageTooBig, "A message of a viewer has at most 1024 bytes.");
                else if (received.MessageType != WebSocketMessageType.Text
                    || !ViewerMessage.TryParse(_received.AsSpan(0, length), out var message))
                    _close = (WebSocketCloseStatus.PolicyViolation,
                        "A message of a viewer is {\"ack\":SEQ}, {\"want\":{...}} or {\"view\":{...}}.");
                else
                {
                    Handle(message);
                    length = 0;
                    continue;
                }
                return;
            }
        }
        catch (Exception disconnect) when (IsDisconnect(disconnect))
        {
            _socket.Abort();
        }
        finally
        {
            _slot.Close();
        }
    }

    private void Handle(ViewerMessage message)
    {
        if (message.Wants is { } wants)
            _slot.Want(wants);
        if (message.View is { } view)
            _slot.SetView(view);
        if (message.Ack is not { } sequence || _slot.Unacknowledged(sequence) is not { } delivery)
            return;
        var now = Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        if (message.Skipped)
        {
            _slot.Acknowledge(sequence, sample: null, latency: null);
            return;
        }
        if (message.Times is { } times && delivery.IsAnnounced)
            _clock.Add(delivery.SentAt, times.Began, times.Painted, now);
        var latency = delivery.Latency(message.Times, _clock.Offset, now);
        _log.Add((long)(latency * Stopwatch.Frequency));
        Interlocked.Exchange(ref _latencyBits, BitConverter.DoubleToInt64Bits(latency * 1000));
        _slot.Acknowledge(sequence, delivery.Measure(message.Times, now), latency); // last: the next frame goes out at once
    }
}
