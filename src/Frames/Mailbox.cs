using System.Diagnostics.CodeAnalysis;

namespace P2IKT.Live.Frames;

/// <summary>
/// The one way in which frames cross threads: a bounded queue that drops the oldest. It owns what it holds: what it drops,
/// rejects (posted after completion) or still holds when disposed, it disposes and counts.
/// </summary>
/// <remarks>
/// Any number of writers, one reader, on its own thread. <see cref="System.Threading.Channels"/> would do the same, but its
/// synchronous wait costs a task a frame; a monitor costs nothing.
/// </remarks>
public sealed class Mailbox<T> : IDisposable
    where T : class, IDisposable
{
    private readonly object _gate = new();
    private readonly T?[] _items;
    private int _head;
    private int _count;
    private bool _completed;
    private MailboxCounts _counts;

    /// <summary>A mailbox that keeps at most <paramref name="depth"/> items.</summary>
    public Mailbox(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _items = new T?[depth];
    }

    /// <summary>How many items it keeps at most.</summary>
    public int Depth => _items.Length;

    /// <summary>What has become of everything posted so far.</summary>
    public MailboxCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts with { Waiting = _count };
        }
    }

    /// <summary>Hands an item over, with its ownership; a full mailbox drops its oldest item for it. Never blocks.</summary>
    /// <returns>False when the mailbox is completed: the item was disposed.</returns>
    public bool Post(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        T? unwanted = null;
        bool accepted;
        lock (_gate)
        {
            accepted = !_completed;
            if (accepted)
            {
                if (_count == _items.Length)
                {
                    unwanted = RemoveOldest();
                    _counts.Dropped++;
                }
                _items[(_head + _count++) % _items.Length] = item;
                _counts.Posted++;
                Monitor.Pulse(_gate);
            }
            else
            {
                _counts.Rejected++;
            }
        }
        (accepted ? unwanted : item)?.Dispose(); // outside the lock: a dispose may run foreign code
        return accepted;
    }

    /// <summary>Waits for the oldest item and takes it, with its ownership.</summary>
    /// <returns>False when the mailbox is completed and empty: nothing more will come.</returns>
    public bool Take([NotNullWhen(true)] out T? item)
    {
        lock (_gate)
        {
            while (_count == 0 && !_completed)
                Monitor.Wait(_gate);
            return TakeLocked(out item);
        }
    }

    /// <summary>Waits for the oldest item, but not for ever, and takes it, with its ownership.</summary>
    /// <returns>False when none came in time, or the mailbox is completed and empty (see <see cref="IsFinished"/>).</returns>
    public bool Take([NotNullWhen(true)] out T? item, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_count == 0 && !_completed)
                Monitor.Wait(_gate, timeout); // woken early without an item, the caller comes again: its loop is its own clock
            return TakeLocked(out item);
        }
    }

    /// <summary>Whether it is completed and empty: nothing more will come.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate)
                return _completed && _count == 0;
        }
    }

    /// <summary>Takes the oldest item if there is one; does not wait.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        lock (_gate)
            return TakeLocked(out item);
    }

    /// <summary>No more will be posted; what is there can still be taken, and then taking returns false.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Completes, and disposes what nobody took.</summary>
    public void Dispose()
    {
        Complete();
        while (true)
        {
            T? left;
            lock (_gate)
            {
                if (_count == 0)
                    return;
                left = RemoveOldest();
                _counts.Undrained++;
            }
            left.Dispose();
        }
    }

    private bool TakeLocked([NotNullWhen(true)] out T? item)
    {
        item = _count > 0 ? RemoveOldest() : null;
        if (item is not null)
            _counts.Taken++;
        return item is not null;
    }

    private T RemoveOldest()
    {
        var item = _items[_head]!;
        _items[_head] = null;
        _head = (_head + 1) % _items.Length;
        _count--;
        return item;
    }
}
