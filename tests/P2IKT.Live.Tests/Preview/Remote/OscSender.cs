using System.Net;
using System.Net.Sockets;
using P2IKT.Live.Preview.Remote;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>A remote control: a real UDP socket that sends commands, and receives answers and the state.</summary>
internal sealed class OscSender : IDisposable
{
    /// <summary>How long an answer may take on a machine that is busy with other work.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly Socket _socket;
    private readonly IPEndPoint _to;

    /// <param name="to">Where commands are sent.</param>
    /// <param name="from">Own address; null: that of the other end.</param>
    public OscSender(IPEndPoint to, IPAddress? from = null)
    {
        var isAny = to.Address.Equals(IPAddress.Any) || to.Address.Equals(IPAddress.IPv6Any);
        _to = new IPEndPoint(isAny ? IPAddress.Loopback : to.Address, to.Port);
        _socket = new Socket(_to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(from ?? (isAny ? IPAddress.Loopback : to.Address), 0));
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Bytes of the longest datagram that was received.</summary>
    public int Longest { get; private set; }

    /// <summary>Whether a datagram has come that nobody has received.</summary>
    public bool HasMore => _socket.Available > 0;

    public void Dispose() => _socket.Dispose();

    public void Send(byte[] datagram) => Assert.Equal(datagram.Length, _socket.SendTo(datagram, _to));

    public void Send(string address, params OscArgument[] arguments) => Send(OscWriter.Write(address, arguments));

    /// <summary>Sends a command, and returns its answer as text: "ok", or the reason of an error.</summary>
    public async Task<string> AskAsync(string address, params OscArgument[] arguments)
    {
        Send(address, arguments);
        return await AnswerAsync(address);
    }

    /// <summary>The next answer, which must be to this command.</summary>
    public async Task<string> AnswerAsync(string address)
    {
        var answer = await NextAsync(static message => !message.Address.StartsWith("/p2ikt/state/", StringComparison.Ordinal));
        Assert.Equal(address, answer.Arguments[0].Text);
        return answer.Address == "/p2ikt/ok" ? "ok" : answer.Arguments[1].Text!;
    }

    /// <summary>Receives the state until a part of it is as wanted.</summary>
    public Task<OscMessage> StateAsync(string part, Func<OscMessage, bool> isWanted) =>
        NextAsync(message => message.Address == "/p2ikt/state/" + part && isWanted(message));

    /// <summary>Receives until a message is as wanted.</summary>
    public async Task<OscMessage> NextAsync(Func<OscMessage, bool> isWanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Timeout);
        var buffer = new byte[2048];
        while (true)
        {
            var length = await _socket.ReceiveAsync(buffer, limit.Token);
            Assert.True(OscReader.TryRead(buffer.AsSpan(0, length), out var messages));
            Longest = Math.Max(Longest, length);
            if (isWanted(Assert.Single(messages)))
                return messages[0];
        }
    }
}
