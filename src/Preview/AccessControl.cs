using System.Net;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Certificates;

namespace P2IKT.Live.Preview;

/// <summary>Who is let in, and by which certificate the server identifies itself: put together from <see cref="AccessOptions"/>.</summary>
internal sealed class AccessControl : IDisposable
{
    private readonly WrongTokenLimit _limit = new();
    private readonly PreviewOptions _options;
    private readonly AccessTokens? _tokens;
    private readonly CertificateAuthority? _authority;
    private int _port;

    /// <param name="options">The address to listen on, and who is let in.</param>
    /// <exception cref="PreviewException">Others could reach the address, and nothing says how they are let in.</exception>
    /// <exception cref="AccessException">Tokens or certificates cannot be used.</exception>
    public AccessControl(PreviewOptions options)
    {
        _options = options;
        if (options.Access is { } access)
        {
            var now = options.Time.GetUtcNow();
            if (access.CertificateFile is { } file)
                Certificate = new GivenCertificate(file, access.KeyFile, now);
            else
            {
                _authority = CertificateAuthority.Load(access.Folder, now);
                Certificate = new IssuedCertificate(_authority, access.Folder, options.Time);
            }
            _tokens = AccessTokens.Load(access.Folder, access.RenewTokens);
            Links = new PairingLinks(_tokens, () => $"{LinkHost()}:{_port}");
        }
        else if (!IPAddress.IsLoopback(options.Address))
        {
            throw new PreviewException($"Cannot listen on {options.Address}: others could watch; set who is let in, or use 127.0.0.1.")
            {
                Setting = "listen",
            };
        }
        Gate = new AccessGate(_tokens, _limit, options.Access?.OpenOnLoopback ?? true);
    }

    /// <summary>Lets requests through, or refuses them.</summary>
    public AccessGate Gate { get; }

    /// <summary>The certificate for TLS; null: only plain HTTP, on loopback.</summary>
    public IServerCertificate? Certificate { get; }

    /// <summary>The pairing links, which are complete once <see cref="ServeOn"/> was called; null where there are none.</summary>
    public PairingLinks? Links { get; }

    /// <summary>Fingerprint of the machine's own certificate authority; null where there is none.</summary>
    public string? Fingerprint => _authority?.Fingerprint;

    /// <summary>The addresses to listen on: the one asked for, and loopback, which is always served.</summary>
    public IReadOnlyList<IPAddress> ListenAddresses => IPAddress.IsLoopback(_options.Address) || IsAny(_options.Address)
        ? [_options.Address] : [_options.Address, IPAddress.Loopback];

    /// <summary>Says on which port others are served.</summary>
    public void ServeOn(int port) => _port = port;

    /// <summary>Maps the endpoints of pairing and of the certificate authority.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        new PairingEndpoints(_tokens, Links, Gate).Map(endpoints);
        if (_authority is not null)
            new AuthorityEndpoints(_authority).Map(endpoints);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit.Dispose();
        Certificate?.Dispose();
        _authority?.Dispose();
    }

    // A name that the user's certificate is valid for, else the address: a tablet may not resolve this machine's own name.
    private string LinkHost()
    {
        if (_authority is null && Certificate!.Names.FirstOrDefault(static name => !name.StartsWith('*')) is { } name)
            return name;
        var address = IsAny(_options.Address) ? MachineNames.Addresses().FirstOrDefault(IPAddress.Loopback) : _options.Address;
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
