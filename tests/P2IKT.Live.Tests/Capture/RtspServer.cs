using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Tests.Capture.Network;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// An RTSP camera on the loop-back: a film that a real ffmpeg makes, as an MPEG transport stream in RTP packets (RFC 2250) between
/// the lines of the RTSP connection (RFC 2326, section 10.12).
/// </summary>
internal sealed class RtspServer : IAsyncDisposable
{
    private const int PacketBytes = 7 * 188; // what fits an Ethernet frame
    private readonly LoopbackListener _listener;

    public RtspServer() => _listener = new LoopbackListener(Serve);

    public string Uri => $"{(Certificate is null ? "rtsp" : "rtsps")}://user:secret@127.0.0.1:{_listener.Port}/film";

    /// <summary>Speaks RTSP over TLS with it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What SETUP and PLAY are refused with; null: they are granted.</summary>
    public string? Refusal { get; init; }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task Serve(TcpClient client, CancellationToken stop)
    {
        try
        {
            await using var stream = await Secured(client.GetStream(), stop);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(stop) is { Length: > 0 } request)
            {
                var sequence = "0";
                while (await reader.ReadLineAsync(stop) is { Length: > 0 } header)
                {
                    if (header.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase))
                        sequence = header[5..].Trim();
                }
                var method = request.Split(' ')[0];
                var body = method == "DESCRIBE" ? "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=film\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:track\r\n" : "";
                var more = method switch
                {
                    "OPTIONS" => "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n",
                    "DESCRIBE" => "Content-Type: application/sdp\r\n",
                    "SETUP" => "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n",
                    _ => "Session: 1\r\n",
                };
                var status = method == "DESCRIBE" && Refusal is { } refusal ? refusal : "200 OK";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"RTSP/1.0 {status}\r\nCSeq: {sequence}\r\n{more}Content-Length: {body.Length}\r\n\r\n{body}")), stop);
                if (method == "PLAY")
                    await Film(stream, stop);
            }
        }
        catch (AuthenticationException)
        {
            // The viewer does not trust us.
        }
    }

    private async Task<Stream> Secured(NetworkStream stream, CancellationToken stop)
    {
        if (Certificate is null)
            return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop);
        return tls;
    }

    private async Task Film(Stream stream, CancellationToken stop)
    {
        using var maker = Process.Start(new ProcessStartInfo(FfmpegProgram.Path!,
            ["-nostdin", "-loglevel", "quiet", "-re", "-f", "lavfi", "-i", "testsrc=size=96x64:rate=25", "-c:v", "mpeg2video", "-g", "5", "-f", "mpegts", "pipe:1"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var packet = new byte[4 + 12 + PacketBytes];
            for (ushort n = 0; ; n++)
            {
                await maker.StandardOutput.BaseStream.ReadExactlyAsync(packet.AsMemory(16), stop);
                Head(packet, n);
                await stream.WriteAsync(packet, stop);
            }
        }
        finally
        {
            maker.Kill();
        }
    }

    /// <summary>The frame on the connection ($, channel, length), then the RTP header (RFC 3550, section 5.1).</summary>
    private static void Head(byte[] packet, ushort number)
    {
        var length = packet.Length - 4;
        var time = (uint)(Stopwatch.GetTimestamp() * 90_000.0 / Stopwatch.Frequency);
        byte[] head = [(byte)'$', 0, (byte)(length >> 8), (byte)length, 0x80, 33, (byte)(number >> 8), (byte)number,
            (byte)(time >> 24), (byte)(time >> 16), (byte)(time >> 8), (byte)time, 0, 0, 0, 1];
        head.CopyTo(packet, 0);
    }
}
