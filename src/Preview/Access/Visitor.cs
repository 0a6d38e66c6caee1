using System.Net;
using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Access;

/// <summary>Who asks: for endpoints that answer by it.</summary>
internal static class Visitor
{
    /// <summary>The role that the visitor was granted.</summary>
    public static AccessRole Role(this HttpContext context) => context.Features.Get<Granted>()?.Role ?? AccessRole.Anyone;

    /// <summary>Notes the role that the visitor was granted.</summary>
    public static void Grant(this HttpContext context, AccessRole role) => context.Features.Set(new Granted(role));

    /// <summary>The visitor's address, an IPv4 one never as IPv6.</summary>
    public static IPAddress Address(this HttpContext context) => Plain(context.Connection.RemoteIpAddress);

    /// <summary>Whether the visitor is a program on this machine that came by a loopback address.</summary>
    public static bool IsOnLoopback(this HttpContext context) => IPAddress.IsLoopback(context.Address());

    /// <summary>An address as IPv4 where it is one, and without the scope of a network card.</summary>
    public static IPAddress Plain(IPAddress? address) => address is null ? IPAddress.None
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());

    private sealed record Granted(AccessRole Role);
}
