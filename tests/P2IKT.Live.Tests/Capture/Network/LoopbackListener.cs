using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Tests.Capture.Network;

/// <summary>Accepts connections on the loop-back, and serves each of them at once, until it is disposed.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="serve">Serves one connection, until it ends or is cancelled. The connection is closed after it.</param>
    /// <param name="port">The port; 0: a free one.</param>
    public LoopbackListener(Func<TcpClient, CancellationToken, Task> serve, int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ListenAsync(serve);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _serving; // before its listener goes: the loop could be on its way to the next accept
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync(Func<TcpClient, CancellationToken, Task> serve)
    {
        List<Task> clients = [];
        try
        {
            while (true)
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), serve));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<TcpClient, CancellationToken, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client, _stop.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException)
            {
                // Stopped, or the other side left.
            }
        }
    }
}
