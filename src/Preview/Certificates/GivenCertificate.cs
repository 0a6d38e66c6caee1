using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>A certificate that the user has from elsewhere, in PEM files.</summary>
internal sealed class GivenCertificate : IServerCertificate
{
    private readonly X509Certificate2 _certificate;
    private readonly SslStreamCertificateContext _context;

    /// <summary>Reads and checks it.</summary>
    /// <param name="certificateFile">The certificate, then those between it and its root.</param>
    /// <param name="keyFile">Its private key, not encrypted; null: in the same file.</param>
    /// <param name="now">The time at which it must be valid.</param>
    /// <exception cref="AccessException">A file cannot be read, is not PEM, does not belong to the other, or has expired.</exception>
    public GivenCertificate(string certificateFile, string? keyFile, DateTimeOffset now)
    {
        var (certificate, key) = (ReadText(certificateFile), keyFile is null ? null : ReadText(keyFile));
        try
        {
            using var read = X509Certificate2.CreateFromPem(certificate, key ?? certificate);
            _certificate = CertificatePem.WithUsableKey(read);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            var hint = (key ?? certificate).Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "its key is encrypted: give one that is not" : "give PEM files of a certificate and of the key that belongs to it";
            throw new AccessException(FaultKind.WrongUsage, $"The certificate {certificateFile} cannot be used: {hint}.", broken)
            {
                Setting = "certificate",
            };
        }
        Check(certificateFile, now);
        var others = new X509Certificate2Collection();
        others.ImportFromPem(certificate);
        _context = SslStreamCertificateContext.Create(_certificate, others, offline: true);
        Names = [.. _certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(static names => names.EnumerateDnsNames()).Select(static name => name.ToLowerInvariant())];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public SslStreamCertificateContext For(IPAddress local) => _context;

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private void Check(string file, DateTimeOffset now)
    {
        var (begins, ends) = (_certificate.NotBefore, _certificate.NotAfter);
        if (ends <= now.LocalDateTime)
        {
            throw new AccessException(FaultKind.WrongUsage,
                string.Create(CultureInfo.InvariantCulture,
                    $"The certificate {file} has expired on {ends:yyyy-MM-dd}: renew it, or leave it out."))
            {
                Setting = "certificate",
            };
        }
        if (begins > now.LocalDateTime)
        {
            throw new AccessException(FaultKind.WrongUsage, string.Create(CultureInfo.InvariantCulture,
                $"The certificate {file} is not valid before {begins:yyyy-MM-dd}: check the clock of this machine, or leave it out."))
            {
                Setting = "certificate",
            };
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var message = $"The certificate file {file} cannot be read ({refused.Message.TrimEnd('.')}): name a PEM file.";
            throw new AccessException(FaultKind.WrongUsage, message, refused) { Setting = "certificate" };
        }
    }
}
