using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Certificates;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>The machine's own certificate authority, what it issues, and certificates that a user brings.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-certificates-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Authority_IsKept_ForTheOwnerAlone()
    {
        using var made = CertificateAuthority.Load(_folder, Now);
        using var kept = CertificateAuthority.Load(_folder, Now);
        Assert.Equal(made.Fingerprint, kept.Fingerprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder,
                "certificate-authority.pem")));
    }

    [Fact]
    public void Authority_AboutToExpire_IsReplaced()
    {
        using var made = CertificateAuthority.Load(_folder, Now);
        using var later = CertificateAuthority.Load(_folder, Now.AddYears(10).AddDays(-20));
        Assert.NotEqual(made.Fingerprint, later.Fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Authority_Damaged_IsNamedWithTheWayOut(string content)
    {
        CertificateAuthority.Load(_folder, Now).Dispose();
        var file = Path.Combine(_folder, "certificate-authority.pem");
        File.WriteAllText(file, content);
        var failed = Assert.Throws<AccessException>(() => CertificateAuthority.Load(_folder, Now));
        Assert.Contains(file, failed.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_ThatTrustsTheAuthority_ConnectsWithoutAWarning()
    {
        await using var access = await AccessStage.StartAsync();
        using var authority = X509CertificateLoader.LoadCertificate(await access.Client.GetByteArrayAsync("/ca.crt", Stop));
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authority) },
        };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = new("Bearer", AccessStage.TokenOf(access.Watch));
        Assert.Contains("watch", await client.GetStringAsync(new Uri(access.Secure, "/api/access"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_ThatDoesNot_Refuses()
    {
        await using var access = await AccessStage.StartAsync();
        using var client = new HttpClient();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(access.Secure, "/api/access"),
            Stop));
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    /// <summary>Who steals the key of an authority that tablets trust must not be able to stand in for a bank.</summary>
    [Theory]
    [InlineData("studio.local", true)]
    [InlineData("localhost", true)]
    [InlineData("evil.example", false)]
    [InlineData("local.example", false)]
    public void Authority_IsGoodForLocalNamesOnly(string name, bool isTrusted)
    {
        using var authority = CertificateAuthority.Load(null, Now);
        using var issued = authority.Issue([name], [], Now);
        using var chain = new X509Chain { ChainPolicy = Trusting(authority.Certificate) };
        Assert.Equal(isTrusted, chain.Build(issued));
    }

    [Fact]
    public void Certificate_NamesThisMachine_AndIsKept()
    {
        using var authority = CertificateAuthority.Load(_folder, Now);
        using var first = new IssuedCertificate(authority, _folder, TimeProvider.System);
        var own = MachineNames.Addresses();
        var names = first.For(IPAddress.Loopback).TargetCertificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Superset(own.ToHashSet(), names.EnumerateIPAddresses().ToHashSet());
        Assert.Contains("localhost", names.EnumerateDnsNames());

        using var second = new IssuedCertificate(authority, _folder, TimeProvider.System);
        Assert.Equal(first.For(IPAddress.Loopback).TargetCertificate.Thumbprint, second.For(IPAddress.Loopback)
            .TargetCertificate.Thumbprint);
    }

    [Fact]
    public void Certificate_OnANewAddress_IsIssuedAnew()
    {
        using var authority = CertificateAuthority.Load(null, Now);
        using var certificate = new IssuedCertificate(authority, null, TimeProvider.System);
        var address = IPAddress.Parse("198.51.100.7");
        var issued = certificate.For(address).TargetCertificate;
        Assert.Contains(address, issued.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses());
        Assert.Equal(issued.Thumbprint, certificate.For(address).TargetCertificate.Thumbprint);
    }

    [Fact]
    public void Certificate_BeforeItExpires_IsRenewed_WhileTheProgramRuns()
    {
        var time = new FakeTimeProvider(Now);
        using var authority = CertificateAuthority.Load(null, Now);
        using var certificate = new IssuedCertificate(authority, null, time);
        var first = certificate.For(IPAddress.Loopback).TargetCertificate;
        time.Advance(TimeSpan.FromDays(360));
        Assert.Equal(first.Thumbprint, certificate.For(IPAddress.Loopback).TargetCertificate.Thumbprint);
        time.Advance(TimeSpan.FromDays(10));
        var renewed = certificate.For(IPAddress.Loopback).TargetCertificate;
        Assert.NotEqual(first.Thumbprint, renewed.Thumbprint);
        Assert.True(renewed.NotAfter > first.NotAfter);
    }

    [Fact]
    public void Certificate_OfAFormerAuthority_IsNotKept()
    {
        using (var former = CertificateAuthority.Load(null, Now))
            new IssuedCertificate(former, _folder, TimeProvider.System).Dispose();
        using var authority = CertificateAuthority.Load(null, Now);
        using var certificate = new IssuedCertificate(authority, _folder, TimeProvider.System);
        using var chain = new X509Chain { ChainPolicy = Trusting(authority.Certificate) };
        Assert.True(chain.Build(certificate.For(IPAddress.Loopback).TargetCertificate));
    }

    [Fact]
    public async Task Files_OfTheAuthority_HoldItsCertificate_AndNeverItsKey()
    {
        await using var access = await AccessStage.StartAsync();
        var crt = await access.Client.GetByteArrayAsync("/ca.crt", Stop);
        using var profile = await access.GetAsync("/ca.mobileconfig");
        Assert.Equal("application/x-apple-aspen-config", profile.Content.Headers.ContentType?.MediaType);
        var text = await profile.Content.ReadAsStringAsync(Stop);
        var data = XDocument.Parse(text).Descendants("data").Single().Value;
        Assert.Equal(crt, Convert.FromBase64String(data));
        Assert.Contains("com.apple.security.root", text, StringComparison.Ordinal);
        using var certificate = X509CertificateLoader.LoadCertificate(crt);
        Assert.False(certificate.HasPrivateKey);
        using var facts = JsonDocument.Parse(await access.Client.GetStringAsync("/ca.json", Stop));
        var fingerprint = facts.RootElement.GetProperty("fingerprint").GetString()!;
        Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256), fingerprint.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(fingerprint, access.Stage.Preview.AuthorityFingerprint);
    }

    [Fact]
    public async Task GivenCertificate_IsServed_ByItsName()
    {
        var (certificate, key) = Write("studio.example", Now.AddDays(-1), Now.AddDays(30));
        var options = AccessStage.Closed with { CertificateFile = certificate, KeyFile = key };
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Access = options });
        string? served = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => (served = shown?.Subject) is not null,
            },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(access.Secure, "/unpaired"));
        request.Headers.Host = $"studio.example:{access.Stage.Url.Port}";
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("CN=studio.example", served);
        Assert.Equal("studio.example", access.Watch.Host);
        Assert.Equal(HttpStatusCode.Unauthorized, await access.StatusAsync("/ca.crt")); // no authority of ours to trust
    }

    [Theory]
    [InlineData("live.studio.example", HttpStatusCode.OK)]
    [InlineData("a.live.studio.example", HttpStatusCode.Forbidden)]
    [InlineData("studio.example", HttpStatusCode.Forbidden)]
    [InlineData("evilstudio.example", HttpStatusCode.Forbidden)]
    public async Task GivenCertificate_OfAWildcard_AnswersToItsNamesAlone(string host, HttpStatusCode status)
    {
        var (certificate, key) = Write("*.studio.example", Now.AddDays(-1), Now.AddDays(30));
        await using var access = await AccessStage.StartAsync(
            new PreviewOptions { Access = AccessStage.Closed with { CertificateFile = certificate, KeyFile = key } });
        Assert.Equal(status, await access.StatusAsync("/unpaired", null, ("Host", $"{host}:{access.Stage.Url.Port}")));
        Assert.Equal("127.0.0.1", access.Watch.Host);
    }

    [Fact]
    public void GivenCertificate_Expired_SaysWhen()
    {
        var (certificate, key) = Write("studio.example", Now.AddDays(-60), Now.AddDays(-30));
        var message = Refusal(certificate, key);
        Assert.Contains($"has expired on {Now.AddDays(-30).LocalDateTime:yyyy-MM-dd}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenCertificate_NotYetValid_SaysSo()
    {
        var (certificate, key) = Write("studio.example", Now.AddDays(30), Now.AddDays(60));
        Assert.Contains("is not valid before", Refusal(certificate, key), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenCertificate_WithTheKeyOfAnother_IsRefused()
    {
        var (certificate, _) = Write("studio.example", Now.AddDays(-1), Now.AddDays(30));
        var (_, otherKey) = Write("other.example", Now.AddDays(-1), Now.AddDays(30));
        Assert.Contains("the key that belongs to it", Refusal(certificate, otherKey), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenCertificate_WithAnEncryptedKey_SaysSo()
    {
        var (certificate, key) = Write("studio.example", Now.AddDays(-1), Now.AddDays(30));
        using var read = ECDsa.Create();
        read.ImportFromPem(File.ReadAllText(key));
        File.WriteAllText(key, read.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc,
            HashAlgorithmName.SHA256, 1000)));
        Assert.Contains("is encrypted", Refusal(certificate, key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a certificate")]
    [InlineData("")]
    public void GivenCertificate_ThatIsNone_IsRefused(string content)
    {
        var file = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(file, content, Encoding.UTF8);
        Assert.Contains(file, Refusal(file, null), StringComparison.Ordinal);
        Assert.Contains("/no/such.pem", Refusal("/no/such.pem", null), StringComparison.Ordinal);
    }

    private static string Refusal(string certificate, string? key)
    {
        var refused = Assert.Throws<AccessException>(() => new GivenCertificate(certificate, key, Now).Dispose());
        Assert.Equal(("certificate", P2IKT.Live.Frames.FaultKind.WrongUsage), (refused.Setting, refused.Kind));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    private static X509ChainPolicy Trusting(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    private (string Certificate, string Key) Write(string name, DateTimeOffset begins, DateTimeOffset ends)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(begins, ends);
        var (certificate, keyFile) = (Path.Combine(_folder, name.Replace('*', '_') + ".pem"), Path.Combine(_folder, name.Replace('*',
            '_') + ".key"));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificate, keyFile);
    }
}
