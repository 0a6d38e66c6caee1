using System.Net;
using System.Net.Security;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>The certificate by which this machine identifies itself over TLS. Thread-safe.</summary>
internal interface IServerCertificate : IDisposable
{
    /// <summary>DNS names that it is valid for. One that begins with <c>*.</c> stands for one more label (RFC 9525).</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What a connection to an address of this machine gets; renewed before it expires.</summary>
    SslStreamCertificateContext For(IPAddress local);
}
