using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// Decides on the certificate of a camera: it has to be trusted by the system, or to be the one that the user has pinned. Cameras sign
/// their own, so trust alone would refuse most of them, and no check at all would give the password to anyone who asks for it.
/// </summary>
/// <param name="host">The camera: a pin is for this host, not for one that it redirects to.</param>
/// <param name="pin">SHA-256 of the only certificate that it may have, in hexadecimal digits; null: whatever the system trusts.</param>
internal sealed class CameraCertificate(string host, string? pin)
{
    private const int DefaultRtspsPort = 322; // RFC 7826, which .NET does not know

    /// <summary>What is wrong with the last certificate that was refused, as the end of a sentence; null when none was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Sets up a TLS connection so.</summary>
    public SslClientAuthenticationOptions Options => new() { RemoteCertificateValidationCallback = Accept };

    /// <summary>Connects to a TLS port, checks its certificate, and disconnects.</summary>
    /// <returns>
    /// What is wrong with it, as the end of a sentence; null when nothing is, or when nothing is pinned and the port does not answer:
    /// the next connection reports that.
    /// </returns>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static string? Check(Uri address, string? pin, TimeSpan timeout, CancellationToken stop)
    {
        var check = new CameraCertificate(address.IdnHost, pin);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            check.ConnectAsync(address, limit.Token).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return check.Problem ?? (pin is null ? null : $"its certificate could not be checked ({fault.Message.TrimEnd('.')})");
        }
    }

    private async Task ConnectAsync(Uri address, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.IdnHost, address.Port > 0 ? address.Port : DefaultRtspsPort, stop).ConfigureAwait(false);
        var tls = new SslStream(client.GetStream());
        await using var closing = tls.ConfigureAwait(false);
        var options = Options;
        options.TargetHost = address.IdnHost;
        await tls.AuthenticateAsClientAsync(options, stop).ConfigureAwait(false);
    }

    private bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = null;
        if (certificate is null)
        {
            Problem = "it shows no certificate";
            return false;
        }
        var isPinned = pin is not null && sender is SslStream { TargetHostName: var name }
            && name.Equals(host, StringComparison.OrdinalIgnoreCase);
        var found = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        if (isPinned ? found.Equals(pin, StringComparison.OrdinalIgnoreCase) : errors == SslPolicyErrors.None)
            return true;
        Problem = isPinned
            ? $"its certificate is not the pinned one; if the camera has got a new one, and nobody is in between, write pin={found}"
            : $"its certificate is {Reason(chain, errors)}; if this is your camera, accept this one certificate: "
                + $"add {NetworkProvider.Pin.Name}={found} to the address, behind ? or &";
        return false;
    }

    private static string Reason(X509Chain? chain, SslPolicyErrors errors)
    {
        var states = chain?.ChainStatus.Select(static state => state.Status).ToArray() ?? [];
        return states.Contains(X509ChainStatusFlags.NotTimeValid) ? "expired, or not valid yet"
            : states.Any(static s => s is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
            ? "self-signed, or signed by nobody whom this machine trusts"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "for another name"
            : "not trusted";
    }
}
