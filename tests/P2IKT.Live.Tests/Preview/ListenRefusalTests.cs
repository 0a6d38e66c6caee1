using System.Net.Sockets;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview;

/// <summary>What is said of a port that cannot be listened on.</summary>
public sealed class ListenRefusalTests
{
    [Theory]
    [InlineData(SocketError.AddressAlreadyInUse, "choose another")]
    [InlineData(SocketError.AddressNotAvailable, "use one of its own")]
    [InlineData(SocketError.AccessDenied, "choose another, above 1023")]
    [InlineData(SocketError.AddressFamilyNotSupported, "choose another address or port")]
    public void Reason_OfAnyRefusal_SaysWhatToDo(SocketError error, string advice)
    {
        var reason = ListenRefusal.ReasonOf(new SocketException((int)error));
        Assert.Contains($"; {advice}", reason, StringComparison.Ordinal);
        Assert.EndsWith(".", reason, StringComparison.Ordinal);
    }
}
