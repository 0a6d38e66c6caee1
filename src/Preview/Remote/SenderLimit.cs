using System.Net;

namespace P2IKT.Live.Preview.Remote;

/// <summary>
/// Limits the messages of each sender to <see cref="Most"/> in a second. It is asked for allowed senders only, so it keeps few. Not
/// thread-safe: the loop that receives asks it.
/// </summary>
/// <param name="time">Measures the second.</param>
internal sealed class SenderLimit(TimeProvider time)
{
    /// <summary>Messages of a sender in a second.</summary>
    public const int Most = 100;

    private readonly Dictionary<IPAddress, (long Since, int Count)> _senders = [];

    /// <summary>Counts a message of a sender; false when it was one too many.</summary>
    public bool Count(IPAddress sender)
    {
        var now = time.GetTimestamp();
        var known = _senders.GetValueOrDefault(sender, (Since: now, Count: 0));
        if (time.GetElapsedTime(known.Since, now) >= TimeSpan.FromSeconds(1))
            known = (now, 0);
        if (known.Count == Most)
            return false;
        _senders[sender] = (known.Since, known.Count + 1);
        return true;
    }
}
