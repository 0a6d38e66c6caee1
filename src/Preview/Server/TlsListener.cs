using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using P2IKT.Live.Preview.Certificates;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Serves HTTP and HTTPS on one port, so that an address has one number for this machine and for others. The first byte of a connection
/// decides: a TLS record of the handshake begins with 22 (RFC 8446, section 5.1), and no request does.
/// </summary>
internal static class TlsListener
{
    private const byte HandshakeRecord = 22;

    /// <summary>How long a client may take to send its first byte, and for the handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds TLS to a listener, for the clients that begin it.</summary>
    public static void UseTlsOnDemand(this ListenOptions listen, IServerCertificate certificate)
    {
        ConnectionDelegate? plain = null;
        listen.Use(tls => connection => ServeAsync(connection, tls, plain!));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = handshake => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.For(((IPEndPoint)handshake.Connection.LocalEndPoint!).Address),
            }),
        });
        listen.Use(http => plain = http); // what comes after TLS
    }

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate tls, ConnectionDelegate plain)
    {
        bool isTls;
        using (var timeout = new CancellationTokenSource(HandshakeTimeout))
        {
            try
            {
                var input = connection.Transport.Input;
                var received = await input.ReadAsync(timeout.Token).ConfigureAwait(false);
                if (received.Buffer.IsEmpty)
                    return; // it has hung up
                isTls = received.Buffer.FirstSpan[0] == HandshakeRecord;
                input.AdvanceTo(received.Buffer.Start); // nothing was consumed: the byte is read again
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                connection.Abort(new ConnectionAbortedException("It sent no request in time."));
                return;
            }
        }
        await (isTls ? tls : plain)(connection).ConfigureAwait(false);
    }
}
