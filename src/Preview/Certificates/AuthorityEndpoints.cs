using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>The certificate of the machine's own authority, for devices that shall trust it. It is served without TLS, too.</summary>
internal sealed class AuthorityEndpoints(CertificateAuthority authority)
{
    /// <summary>Maps <c>/ca.crt</c>, <c>/ca.mobileconfig</c> and <c>/ca.json</c>, which the page <c>/ca</c> shows.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").RequireRole(AccessRole.Anyone).ExcludeFromDescription();
        group.MapGet("/ca.crt", Certificate);
        group.MapGet("/ca.mobileconfig", Profile);
        group.MapGet("/ca.json", State);
    }

    private FileContentHttpResult Certificate() =>
        TypedResults.Bytes(authority.Certificate.Export(X509ContentType.Cert), "application/x-x509-ca-cert", "p2ikt-live.crt");

    private FileContentHttpResult Profile() =>
        TypedResults.Bytes(AppleProfile.Of(authority.Certificate), "application/x-apple-aspen-config", "p2ikt-live.mobileconfig");

    private Ok<AuthorityState> State() => TypedResults.Ok(new AuthorityState(
        authority.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), authority.Fingerprint,
        authority.Certificate.NotAfter.ToUniversalTime()));
}
