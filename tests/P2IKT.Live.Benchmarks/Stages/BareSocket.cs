using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>What the loop-back itself takes for so many bytes there and one back, between two threads that wait in the kernel.</summary>
internal sealed class BareSocket : IDisposable
{
    private readonly Socket _sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _receiver;
    private readonly byte[] _message;
    private readonly Thread _thread;

    public BareSocket(int bytes)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();
        _receiver.NoDelay = true;
        _message = new byte[bytes];
        _thread = new Thread(Take) { IsBackground = true };
        _thread.Start();
    }

    public void RoundTrip()
    {
        _sender.Send(_message);
        Span<byte> answer = stackalloc byte[1];
        if (_sender.Receive(answer) == 0)
            throw new InvalidOperationException("The other end has gone.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _thread.Join();
        _receiver.Dispose();
    }

    private void Take()
    {
        var buffer = new byte[_message.Length];
        while (true)
        {
            for (var length = 0; length < buffer.Length;)
            {
                var received = _receiver.Receive(buffer.AsSpan(length));
                if (received == 0)
                    return;
                length += received;
            }
            _receiver.Send(buffer.AsSpan(0, 1));
        }
    }
}
