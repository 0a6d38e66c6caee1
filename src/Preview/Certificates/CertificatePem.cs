using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>A certificate with its private key as PEM text.</summary>
internal static class CertificatePem
{
    /// <summary>Certificate and key as one text.</summary>
    public static string Write(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>Reads both; null when the text is damaged, or one does not belong to the other.</summary>
    public static X509Certificate2? TryRead(string text)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(text, text);
            return WithUsableKey(read);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The same certificate with a key that every platform accepts for TLS: Windows does not take one out of memory.</summary>
    public static X509Certificate2 WithUsableKey(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
