using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>A network camera on the loop-back that sends one picture over and over, as fast as it is taken.</summary>
internal sealed class NetworkCamera : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _part;
    private readonly Task _serving;

    public NetworkCamera(byte[] jpeg)
    {
        _part = [.. Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), .. jpeg, .. "\r\n"u8];
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/video");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[1]); // the request is what it is
            await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8.ToArray());
            while (true)
                await stream.WriteAsync(_part);
        }
        catch (Exception left) when (left is IOException or SocketException or ObjectDisposedException)
        {
            // The one viewer has gone.
        }
    }
}
