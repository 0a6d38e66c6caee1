using System.Net;

namespace P2IKT.Live.Preview.Remote;

/// <summary>Who gets the state, and what each has got. Thread-safe.</summary>
/// <param name="time">Measures <see cref="Lifetime"/> and <see cref="RepeatInterval"/>.</param>
internal sealed class RemoteSubscribers(TimeProvider time)
{
    /// <summary>Subscribers at once.</summary>
    public const int Max = 8;

    /// <summary>A subscription ends after this time without a message of its sender.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>After this time a subscriber gets the whole state again: a datagram may have been lost.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Subscriber> _subscribers = [];

    /// <summary>Subscribers now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _subscribers.Count;
        }
    }

    /// <summary>Adds a subscriber, or renews it; false when there are <see cref="Max"/> others.</summary>
    /// <param name="sender">Whose messages keep it.</param>
    /// <param name="target">Where the state is sent.</param>
    public bool TryAdd(IPEndPoint sender, IPEndPoint target)
    {
        lock (_gate)
        {
            RemoveExpired();
            _subscribers.RemoveAll(one => one.Target.Equals(target));
            if (_subscribers.Count == Max)
                return false;
            _subscribers.Add(new Subscriber(sender, target) { RenewedAt = time.GetTimestamp() });
            return true;
        }
    }

    /// <summary>Notes that a sender is still there.</summary>
    public void Renew(IPEndPoint sender)
    {
        lock (_gate)
        {
            foreach (var one in _subscribers)
            {
                if (one.Sender.Equals(sender))
                    one.RenewedAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>Sends each subscriber what has changed since it got it last, and removes those that have expired.</summary>
    /// <param name="state">The present state.</param>
    /// <param name="send">Sends a datagram; must not call back.</param>
    /// <returns>False when there is none left.</returns>
    public bool Publish(IReadOnlyList<StateValue> state, Action<byte[], IPEndPoint> send)
    {
        lock (_gate)
        {
            RemoveExpired();
            foreach (var one in _subscribers)
            {
                if (one.RepeatedAt is not { } last || time.GetElapsedTime(last) >= RepeatInterval)
                {
                    one.RepeatedAt = time.GetTimestamp();
                    one.Sent.Clear();
                }
                foreach (var value in state)
                {
                    if (one.Sent.TryGetValue(value.Address, out var sent) && sent == value)
                        continue;
                    one.Sent[value.Address] = value;
                    send(value.ToMessage(), one.Target);
                }
            }
            return _subscribers.Count > 0;
        }
    }

    private void RemoveExpired() => _subscribers.RemoveAll(one => time.GetElapsedTime(one.RenewedAt) >= Lifetime);

    private sealed class Subscriber(IPEndPoint sender, IPEndPoint target)
    {
        public IPEndPoint Sender { get; } = sender;

        public IPEndPoint Target { get; } = target;

        public Dictionary<string, StateValue> Sent { get; } = [];

        public long RenewedAt { get; set; }

        public long? RepeatedAt { get; set; }
    }
}
