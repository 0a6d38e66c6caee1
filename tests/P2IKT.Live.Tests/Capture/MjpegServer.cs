using System.Net.Sockets;
using System.Text;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture.Network;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A network camera: serves JPEG pictures on the loop-back, and can be unplugged and plugged in again on the same port.</summary>
internal sealed class MjpegServer : IAsyncDisposable
{
    private LoopbackListener _listener;

    public MjpegServer() => _listener = new LoopbackListener(Serve);

    private volatile bool _paused;

    /// <summary>What is answered in place of the stream; empty for the stream, null for silence.</summary>
    public string? Answer { get; init; } = "";

    public FrameSize Size { get; set; } = new(64, 48);

    public string Uri => $"http://127.0.0.1:{_listener.Port}/video";

    /// <summary>Keeps the connections, and sends nothing more.</summary>
    public void Pause() => _paused = true;

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public Task Unplug() => _listener.DisposeAsync().AsTask();

    public void PlugIn() => _listener = new LoopbackListener(Serve, _listener.Port);

    public async ValueTask DisposeAsync() => await Unplug();

    private async Task Serve(TcpClient client, CancellationToken stop)
    {
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], stop); // the request is what it is
        if (Answer is null)
            await Task.Delay(Timeout.Infinite, stop);
        if (Answer is { Length: > 0 })
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), stop);
            return;
        }
        await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8.ToArray(), stop);
        using var rate = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await rate.WaitForNextTickAsync(stop))
        {
            if (_paused)
                continue;
            var jpeg = TestVideo.Jpeg(Size, 120);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), stop);
            await stream.WriteAsync(jpeg, stop);
            await stream.WriteAsync("\r\n"u8.ToArray(), stop);
        }
    }
}
