using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Remote;

/// <summary>
/// Receives OSC messages of remote controls, and passes on those of allowed senders. Senders that are not allowed get no answer.
/// </summary>
internal sealed partial class RemoteServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket;
    private readonly HashSet<IPAddress> _from;
    private readonly RemoteDispatcher _dispatcher;
    private readonly SenderLimit _limit;
    private readonly TimeProvider _time;
    private readonly ILogger? _log;
    private readonly Task _receiving;
    private long _accepted;
    private long _malformed;
    private long _fromOthers;
    private long _limited;

    /// <summary>Starts to receive.</summary>
    /// <param name="socket">Bound; disposed with this object.</param>
    /// <param name="from">The senders that are allowed beside this machine.</param>
    /// <param name="targets">What is ordered and seen.</param>
    /// <param name="status">Returns the state of the live view.</param>
    /// <param name="demand">Where frames are wanted; null: they come in any case.</param>
    /// <param name="time">Measures all times.</param>
    /// <param name="log">Gets faults, and the first datagram of each kind that is ignored; null: nobody.</param>
    public RemoteServer(
        Socket socket, IReadOnlyList<IPAddress> from, RemoteTargets targets, Func<LiveStatus> status, FrameDemand? demand,
        TimeProvider time, ILogger? log)
    {
        (_socket, _from, _time, _log) = (socket, [.. from.Select(Plain)], time, log);
        _dispatcher = new RemoteDispatcher(targets, status, Send, demand, time, log);
        _limit = new SenderLimit(time);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What became of the datagrams so far.</summary>
    public OscCounts Counts => new(
        Interlocked.Read(ref _accepted), Interlocked.Read(ref _malformed), Interlocked.Read(ref _fromOthers),
        Interlocked.Read(ref _limited));

    /// <summary>Who gets the state.</summary>
    public RemoteSubscribers Subscribers => _dispatcher.Subscribers;

    /// <summary>Closes the port, and ends what runs; takes at most about a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        await _dispatcher.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var datagram = new byte[OscReader.MaxBytes + 1]; // one more: a datagram that is longer is cut, and known by that
        EndPoint any = new IPEndPoint(EndPoint.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(datagram, SocketFlags.None, any, _stop.Token).ConfigureAwait(false);
                Receive(datagram.AsSpan(0, got.ReceivedBytes), (IPEndPoint)got.RemoteEndPoint);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException failed) when (failed.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
            {
                // Windows: an answer reached nobody, or the datagram did not fit.
                if (failed.SocketErrorCode == SocketError.MessageSize)
                    Interlocked.Increment(ref _malformed);
            }
            catch (SocketException failed)
            {
                if (_log is not null)
                    LogSocket(_log, failed.SocketErrorCode);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Carries out the commands of a datagram. Not thread-safe: the loop that receives calls it, and tests.</summary>
    internal void Receive(ReadOnlySpan<byte> datagram, IPEndPoint sender)
    {
        var address = Plain(sender.Address);
        if (!IPAddress.IsLoopback(address) && !_from.Contains(address))
        {
            if (Interlocked.Increment(ref _fromOthers) == 1 && _log is not null)
                LogOther(_log, address);
            return;
        }
        if (!OscReader.TryRead(datagram, out var messages))
        {
            if (Interlocked.Increment(ref _malformed) == 1 && _log is not null)
                LogMalformed(_log, address);
            return;
        }
        foreach (var message in messages)
        {
            if (!_limit.Count(IPAddress.IsLoopback(address) ? IPAddress.Loopback : address))
                Interlocked.Increment(ref _limited);
            else if (!message.Address.StartsWith(RemoteCommands.Root, StringComparison.Ordinal))
                Interlocked.Increment(ref _malformed); // meant for another program
            else
                Accept(message, sender);
        }
    }

    private void Accept(OscMessage message, IPEndPoint sender)
    {
        Interlocked.Increment(ref _accepted);
        try
        {
            _dispatcher.Dispatch(message, sender);
        }
#pragma warning disable CA1031 // one message must not end the remote control
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (_log is not null)
                LogFault(_log, message.Address, fault);
        }
    }

    private void Send(byte[] datagram, IPEndPoint receiver)
    {
        try
        {
            _socket.SendTo(datagram, receiver);
        }
        catch (Exception failed) when (failed is SocketException or ObjectDisposedException)
        {
            // It has gone, or the network has: what is lost is sent again with the whole state.
        }
    }

    // A socket for IPv6 shows addresses of IPv4 as such of IPv6.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [LoggerMessage(Level = LogLevel.Error, Message = "The remote message {Address} failed")]
    private static partial void LogFault(ILogger log, string address, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "OSC datagrams of {Sender} are ignored: it is not listed as one that may control")]
    private static partial void LogOther(ILogger log, IPAddress sender);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A datagram of {Sender} is not OSC 1.0: all such are ignored")]
    private static partial void LogMalformed(ILogger log, IPAddress sender);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The port for OSC does not receive: {Error}")]
    private static partial void LogSocket(ILogger log, SocketError error);
}
