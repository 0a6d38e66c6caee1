using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Capture.Network;

/// <summary>What is reached without a proxy, whatever the proxy variables say: this machine and the addresses of local networks.</summary>
internal static class LocalNetwork
{
    private static readonly IPNetwork[] Networks =
    [
        // RFC 1918.
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        // A camera without DHCP; carriers and overlay networks (RFC 6598).
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("::1/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fc00::/7"),
    ];

    /// <summary>Whether this is an address of it.</summary>
    public static bool Holds(IPAddress address)
    {
        // A scope id would keep it out of every network.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        return Networks.Any(network => network.Contains(plain));
    }

    /// <summary>Whether a host is in it, by its address or by what its name resolves to.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static async Task<bool> HoldsAsync(string host, CancellationToken stop)
    {
        if (IPAddress.TryParse(host, out var address))
            return Holds(address);
        try
        {
            return (await Dns.GetHostAddressesAsync(host, stop).ConfigureAwait(false)).Any(Holds);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            return false; // a name that only the proxy may know
        }
    }
}
