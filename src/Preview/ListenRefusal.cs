using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Preview;

/// <summary>Why a port cannot be listened on, and what to do about it.</summary>
internal static class ListenRefusal
{
    /// <summary>A clause behind "Cannot listen on ADDRESS:", with its full stop.</summary>
    /// <param name="failed">What the system says.</param>
    public static string ReasonOf(SocketException failed) => failed.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program uses that port; choose another.",
        SocketError.AddressNotAvailable => $"this machine has no such address; use one of its own, or {IPAddress.Any} for all of them.",
        SocketError.AccessDenied => "the system does not give that port to this user; choose another, above 1023.",
        _ => $"{failed.Message.TrimEnd('.')}; choose another address or port.",
    };
}
