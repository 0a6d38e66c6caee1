using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Certificates;

/// <summary>The names and addresses by which others reach this machine.</summary>
internal static partial class MachineNames
{
    private const int MaxLabel = 63; // RFC 1035, section 2.3.4

    /// <summary>The name by multicast DNS (RFC 6762), such as studio.local; null when the machine's name is none for the DNS.</summary>
    public static string? Multicast { get; } = Environment.MachineName.ToLowerInvariant().Split('.')[0] is var name
        && name.Length <= MaxLabel && Label().IsMatch(name) ? name + ".local" : null;

    /// <summary>The addresses of all network cards that are up now; those with a gateway first, loopback last.</summary>
    public static IReadOnlyList<IPAddress> Addresses()
    {
        try
        {
            return [.. from card in NetworkInterface.GetAllNetworkInterfaces()
                       where card.OperationalStatus != OperationalStatus.Down
                       let known = card.GetIPProperties()
                       from address in known.UnicastAddresses
                       let plain = Visitor.Plain(address.Address)
                       orderby IPAddress.IsLoopback(plain), plain.IsIPv6LinkLocal, HasGateway(known) ? 0 : 1,
                           plain.AddressFamily != AddressFamily.InterNetwork
                       select plain];
        }
        catch (NetworkInformationException)
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }
    }

    private static bool HasGateway(IPInterfaceProperties known)
    {
        try
        {
            return known.GatewayAddresses.Count > 0;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
