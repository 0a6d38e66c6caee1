using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;
using P2IKT.Live.Benchmarks.Stages;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>A network camera on the loop-back that shows a second of the test scene over and over, and can be unplugged.</summary>
internal sealed class SoakCamera : IAsyncDisposable
{
    private const int FramesPerSecond = 30;
    private readonly byte[][] _parts;
    private CancellationTokenSource _power = new();
    private Task _serving;
    private int _port; // 0 until the first start, and the same from then on

    public SoakCamera(FrameSize size)
    {
        var parts = new List<byte[]>();
        TestScene.Play(size, FramesPerSecond, frame =>
        {
            using var picture = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, frame.Pixels.ToArray());
            Cv2.ImEncode(".jpg", picture, out var jpeg);
            var head = $"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n";
            parts.Add([.. Encoding.ASCII.GetBytes(head), .. jpeg, .. "\r\n"u8]);
        });
        _parts = [.. parts];
        _serving = ListenAsync();
    }

    public string Uri => $"http://127.0.0.1:{_port}/video";

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public async Task UnplugAsync()
    {
        await _power.CancelAsync();
        await _serving;
    }

    public void PlugIn()
    {
        _power.Dispose();
        _power = new CancellationTokenSource();
        _serving = ListenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await UnplugAsync();
        _power.Dispose();
    }

    private async Task ListenAsync()
    {
        var stop = _power.Token;
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        List<Task> clients = [];
        try
        {
            while (true)
                clients.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop), stop));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[1], stop); // the request is what it is
            await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8.ToArray(), stop);
            using var rate = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / FramesPerSecond));
            for (var i = 0; await rate.WaitForNextTickAsync(stop); i++)
                await stream.WriteAsync(_parts[i % _parts.Length], stop);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Unplugged, or the program left.
        }
    }
}
