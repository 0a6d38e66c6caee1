using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>
/// A configuration profile for iPadOS, iOS and macOS that offers a certificate authority (payload <c>com.apple.security.root</c> of Apple's
/// Configuration Profile Reference). The user still turns on full trust in the settings.
/// </summary>
internal static class AppleProfile
{
    /// <summary>The profile as a property list. One for the same certificate replaces it, and is not added beside it.</summary>
    public static byte[] Of(X509Certificate2 authority)
    {
        var name = authority.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var hash = authority.GetCertHash(HashAlgorithmName.SHA256);
        var identifier = $"live.p2ikt.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
        var certificate = Dictionary(
            ("PayloadType", Text("com.apple.security.root")),
            ("PayloadVersion", new XElement("integer", 1)),
            ("PayloadIdentifier", Text(identifier + ".certificate")),
            ("PayloadUUID", Text(new Guid(hash.AsSpan(0, 16)).ToString().ToUpperInvariant())),
            ("PayloadDisplayName", Text(name)),
            ("PayloadContent", new XElement("data", Convert.ToBase64String(authority.Export(X509ContentType.Cert)))));
        var profile = Dictionary(
            ("PayloadType", Text("Configuration")),
            ("PayloadVersion", new XElement("integer", 1)),
            ("PayloadIdentifier", Text(identifier)),
            ("PayloadUUID", Text(new Guid(hash.AsSpan(16, 16)).ToString().ToUpperInvariant())),
            ("PayloadDisplayName", Text(name)),
            ("PayloadDescription", Text("Lets this device open the live view of this machine without a warning.")),
            ("PayloadContent", new XElement("array", certificate)));
        var document = new XDocument(
            new XDocumentType("plist", "-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", null),
            new XElement("plist", new XAttribute("version", "1.0"), profile));
        return Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}");
    }

    private static XElement Text(string value) => new("string", value);

    private static XElement Dictionary(params ReadOnlySpan<(string Key, XElement Value)> entries)
    {
        var dictionary = new XElement("dict");
        foreach (var (key, value) in entries)
            dictionary.Add(new XElement("key", key), value);
        return dictionary;
    }
}
