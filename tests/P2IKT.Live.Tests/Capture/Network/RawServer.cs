using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace P2IKT.Live.Tests.Capture.Network;

/// <summary>
/// A camera's web server on the loop-back that answers whatever a test wants, byte for byte, and closes the connection after it.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Func<string, byte[]> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly LoopbackListener _listener;

    /// <param name="answer">Gives the bytes that answer a request, of which it is told the head.</param>
    /// <param name="certificate">Speaks TLS with it.</param>
    public RawServer(Func<string, byte[]> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener = new LoopbackListener(Serve);
    }

    public int Port => _listener.Port;

    /// <summary>The heads of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public Uri Address(string path = "", string credentials = "", string host = "127.0.0.1") =>
        new($"{(_certificate is null ? "http" : "https")}://{credentials}{host}:{Port}/{path}");

    /// <summary>A certificate as cameras make their own.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=cam", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _certificate?.Dispose();
    }

    private async Task Serve(TcpClient client, CancellationToken stop)
    {
        Stream stream = client.GetStream();
        try
        {
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, stop);
            }
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var got = await stream.ReadAsync(buffer, stop);
                if (got == 0)
                    return;
                head.Append(Encoding.Latin1.GetString(buffer, 0, got));
            }
            Requests.Enqueue(head.ToString());
            await stream.WriteAsync(_answer(head.ToString()), stop);
            if (stream is SslStream secured)
                await secured.ShutdownAsync();
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(buffer, stop) > 0)
            {
                // Until the viewer has left: closed before, what was sent last could be lost.
            }
        }
        catch (AuthenticationException)
        {
            // The viewer does not trust us.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }
}
