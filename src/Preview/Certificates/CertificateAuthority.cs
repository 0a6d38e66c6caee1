using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>
/// This machine's certificate authority, made on demand and kept with its key in a file for the owner alone. A device that trusts it shows
/// no warning.
/// </summary>
/// <remarks>
/// Trusting it must not put other sites at risk, even when the key is stolen: it may identify web servers only, at addresses, and at names
/// that end in <c>.local</c> (name constraints, RFC 5280, section 4.2.1.10).
/// </remarks>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>It is replaced this long before it expires.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromDays(30);

    private const int ValidYears = 10;
    private const int LeafDays = 397; // browsers refuse longer ones
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>Its certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 over the certificate, in pairs of hexadecimal digits: what a user compares before trusting it.</summary>
    public string Fingerprint => string.Join(
        ' ', Certificate.GetCertHashString(HashAlgorithmName.SHA256).Chunk(2).Select(static pair => new string(pair)));

    /// <summary>Reads the authority of a folder, or makes one and keeps it there.</summary>
    /// <param name="folder">The folder; null keeps nothing.</param>
    /// <param name="now">The time. One that is about to expire is replaced, and has to be trusted again.</param>
    /// <exception cref="AccessException">The file cannot be read or written, is damaged, or others can read it.</exception>
    public static CertificateAuthority Load(string? folder, DateTimeOffset now)
    {
        if (folder is null)
            return new(Create(now));
        var path = Path.Combine(Path.GetFullPath(folder), "certificate-authority.pem");
        var kept = SecretFile.Read(path) is { } text ? Parse(text, path) : null;
        if (kept is not null && kept.NotAfter - Reserve > now.LocalDateTime)
            return new(kept);
        var made = Create(now);
        return SecretFile.Write(path, CertificatePem.Write(made), overwrite: kept is not null)
            ? new(made)
            : new(Parse(SecretFile.Read(path) ?? "", path));
    }

    /// <summary>Issues a certificate for a web server.</summary>
    /// <param name="names">DNS names.</param>
    /// <param name="addresses">Addresses.</param>
    /// <param name="now">The time from which on it is valid.</param>
    public X509Certificate2 Issue(IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf("P2IKT.Live"), key, HashAlgorithmName.SHA256);
        var subject = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            subject.AddDnsName(name);
        foreach (var address in addresses)
            subject.AddIpAddress(address);
        request.CertificateExtensions.Add(subject.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var (begins, ends) = (now - ClockSkew, now.AddDays(LeafDays) - ClockSkew);
        if (ends > Certificate.NotAfter)
            ends = Certificate.NotAfter;
        if (begins < Certificate.NotBefore)
            begins = Certificate.NotBefore;
        using var issued = request.Create(Certificate, begins, ends, SerialNumber());
        using var whole = issued.CopyWithPrivateKey(key);
        return CertificatePem.WithUsableKey(whole);
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Parse(string text, string path) => CertificatePem.TryRead(text)
        ?? throw new AccessException(
            $"The certificate authority in {path} is damaged: delete it, and another one is made, which devices have to trust again.");

    private static X509Certificate2 Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf($"P2IKT.Live on {Environment.MachineName}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(NameConstraints("local", "localhost"));
        using var made = request.CreateSelfSigned(now - ClockSkew, now.AddYears(ValidYears));
        return CertificatePem.WithUsableKey(made);
    }

    // NameConstraints ::= SEQUENCE { permittedSubtrees [0] SEQUENCE OF SEQUENCE { base dNSName [2] IA5String } }
    private static X509Extension NameConstraints(params ReadOnlySpan<string> permitted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            foreach (var name in permitted)
            {
                using (writer.PushSequence())
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        }
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static X500DistinguishedName NameOf(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name.Length <= 64 ? name : name[..64]);
        return builder.Build();
    }

    // Positive, and never the same twice: RFC 5280, section 4.1.2.2.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
