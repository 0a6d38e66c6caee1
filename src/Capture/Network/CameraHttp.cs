using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Capture.Network;

/// <summary>Asks a camera over HTTP, as cameras answer: odd heads, passwords, redirections, self-signed certificates.</summary>
internal sealed class CameraHttp : IDisposable
{
    private const int MaxRedirections = 5;
    private readonly Uri _address;
    private readonly OutsideProxy _proxy;
    private readonly CameraCertificate _certificate;
    private readonly HttpClient _client;
    private HttpResponseMessage? _response;

    /// <param name="address">Where the pictures are; with user and password where they are needed.</param>
    /// <param name="pin">The only certificate that the camera may have (<see cref="CameraCertificate"/>).</param>
    /// <param name="connectTimeout">How long a connection may take.</param>
    /// <param name="proxy">In place of the system's.</param>
    public CameraHttp(Uri address, string? pin, TimeSpan connectTimeout, IWebProxy? proxy = null)
    {
        _address = WithoutCredentials(address);
        _proxy = new OutsideProxy(proxy ?? HttpClient.DefaultProxy);
        _certificate = new CameraCertificate(address.IdnHost, pin);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // .NET would leave the password behind
            Credentials = CameraCredentials.Of(address),
            Proxy = _proxy,
            ConnectTimeout = connectTimeout,
            ConnectCallback = ConnectAsync,
            SslOptions = _certificate.Options,
            PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new RepairedHead(context.PlaintextStream)),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.ConnectionClose = true; // one answer a connection (RepairedHead)
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("P2IKT.Live"); // some cameras refuse a client without a name
        _client.DefaultRequestHeaders.Accept.ParseAdd("*/*");
    }

    /// <summary>What is wrong with the certificate that was refused last, as the end of a sentence; null when none was.</summary>
    public string? CertificateProblem => _certificate.Problem;

    /// <summary>Asks, and follows redirections; the body is still to be read, before the next request or the end.</summary>
    /// <exception cref="HttpRequestException">It cannot be reached, or does not answer in HTTP.</exception>
    /// <exception cref="OperationCanceledException">Stopped, or the connection took too long.</exception>
    public async Task<HttpResponseMessage> GetAsync(CancellationToken stop)
    {
        var at = _address;
        for (var redirections = 0; ; redirections++)
        {
            await _proxy.LookUpAsync(at, stop).ConfigureAwait(false);
            _response?.Dispose();
            _response = await _client.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            if (redirections == MaxRedirections || Redirection(_response, at) is not { } next)
                return _response;
            at = next;
        }
    }

    public void Dispose()
    {
        _response?.Dispose();
        _client.Dispose();
    }

    /// <summary>Where the answer sends us; null when it is none that can be followed, such as from HTTPS back to HTTP.</summary>
    private static Uri? Redirection(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) // RFC 9110, 15.4
            || !Uri.TryCreate(from, HttpStream.Header(response, "Location") ?? "", out var to))
            return null;
        return to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == to.Scheme)
            ? WithoutCredentials(to)
            : null;
    }

    private static Uri WithoutCredentials(Uri address) => new UriBuilder(address) { UserName = "", Password = "", Fragment = "" }.Uri;

    /// <summary>
    /// A camera without power is noticed in the midst of a stream: some send one picture in ten seconds, so silence proves nothing.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 3); // seconds of silence until it is probed
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
