using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>
/// A certificate that the machine's own authority has issued for its names and addresses. Another one is issued before it expires, and when
/// the machine has got an address that it does not name. It is kept over restarts: a browser that was told to accept it goes on doing so.
/// </summary>
internal sealed class IssuedCertificate : IServerCertificate
{
    private readonly Lock _gate = new();
    private readonly CertificateAuthority _authority;
    private readonly string? _path;
    private readonly TimeProvider _time;
    private X509Certificate2? _certificate;
    private SslStreamCertificateContext? _context;

    /// <param name="authority">Issues it. Borrowed.</param>
    /// <param name="folder">Where it is kept; null keeps nothing.</param>
    /// <param name="time">Says when it expires.</param>
    public IssuedCertificate(CertificateAuthority authority, string? folder, TimeProvider time)
    {
        (_authority, _time) = (authority, time);
        _path = folder is null ? null : Path.Combine(Path.GetFullPath(folder), "certificate.pem");
        Use(_path is not null && SecretFile.Read(_path) is { } text ? CertificatePem.TryRead(text) : null);
        For(IPAddress.Loopback);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = MachineNames.Multicast is { } name ? [name] : [];

    /// <inheritdoc/>
    public SslStreamCertificateContext For(IPAddress local)
    {
        lock (_gate)
        {
            if (_certificate is null || !IsGood(_certificate, Visitor.Plain(local)))
            {
                Use(_authority.Issue(
                    [.. Names, "localhost"],
                    [.. MachineNames.Addresses().Union([Visitor.Plain(local), IPAddress.Loopback, IPAddress.IPv6Loopback])],
                    _time.GetUtcNow()));
                if (_path is not null)
                    SecretFile.Write(_path, CertificatePem.Write(_certificate!), overwrite: true);
            }
            return _context!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate?.Dispose();

    // The one before is not disposed: a handshake may still use it.
    private void Use(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _context = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true);
    }

    private bool IsGood(X509Certificate2 certificate, IPAddress local) =>
        certificate.NotBefore <= _time.GetLocalNow().DateTime
        && certificate.NotAfter - CertificateAuthority.Reserve > _time.GetLocalNow().DateTime
        && certificate.Issuer == _authority.Certificate.Subject && IsSignedByAuthority(certificate)
        && certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(names => names.EnumerateIPAddresses().Contains(local));

    // By its key identifier: a former authority of the same name has another.
    private bool IsSignedByAuthority(X509Certificate2 certificate)
    {
        var issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var authority = _authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>()
            .FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return issuer is { } used && authority is { } own && used.Span.SequenceEqual(own.Span);
    }
}
