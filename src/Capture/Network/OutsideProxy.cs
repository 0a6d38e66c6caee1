using System.Collections.Concurrent;
using System.Net;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// The proxy of the system or its variables, for hosts outside the local network only: a proxy does not reach a camera here.
/// </summary>
internal sealed class OutsideProxy(IWebProxy system) : IWebProxy
{
    private readonly ConcurrentDictionary<string, bool> _isNear = new();

    public ICredentials? Credentials
    {
        get => system.Credentials;
        set => system.Credentials = value;
    }

    /// <summary>To be awaited before a host is asked for the first time: a name may take a while to resolve.</summary>
    public async Task LookUpAsync(Uri address, CancellationToken stop)
    {
        if (!_isNear.ContainsKey(address.IdnHost) && !system.IsBypassed(address))
            _isNear[address.IdnHost] = await LocalNetwork.HoldsAsync(address.IdnHost, stop).ConfigureAwait(false);
    }

    public Uri? GetProxy(Uri destination) => system.GetProxy(destination);

    public bool IsBypassed(Uri host) => (_isNear.TryGetValue(host.IdnHost, out var isNear) && isNear) || system.IsBypassed(host);
}
