using System.Net;
using System.Threading.RateLimiting;

namespace P2IKT.Live.Preview.Access;

/// <summary>
/// Limits how often an address is answered that a token was wrong. It is asked only after the token was compared, so a right one is served
/// however many wrong ones came before it, from the same address, too.
/// </summary>
internal sealed class WrongTokenLimit : IDisposable
{
    /// <summary>Wrong tokens of an address within <see cref="Window"/>.</summary>
    public const int Most = 10;

    /// <summary>After this time an address may try again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        static address => RateLimitPartition.GetFixedWindowLimiter(Network(address), static _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = Most,
            Window = Window,
        }));

    /// <summary>Counts a wrong token of an address; false when it was one too many.</summary>
    public bool Count(IPAddress address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    // A machine has a whole /64 of IPv6 for itself.
    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
