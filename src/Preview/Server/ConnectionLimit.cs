using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// Limits how many connections there are at once. A further one replaces the connection that has been idle longest. The web server's own
/// limit would refuse it, so a client that opens connections without sending a request would lock out all others.
/// </summary>
/// <remarks>
/// A connection is idle while no complete request is being served on it. A viewer's WebSocket is a request. Thread-safe.
/// </remarks>
/// <param name="most">Connections at once.</param>
internal sealed class ConnectionLimit(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Slot> _idle = []; // longest first
    private int _taken;

    /// <summary>The middleware of a connection: gives it a slot as long as it lasts, or cuts it off.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var slot = new Slot(connection);
        if (!TryEnter(slot))
        {
            connection.Abort();
            return;
        }
        connection.Features.Set(slot);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(slot);
        }
    }

    /// <summary>The middleware of a request: meanwhile its connection is not idle.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var slot = context.Features.Get<Slot>();
        SetIdle(slot, false);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            SetIdle(slot, true);
        }
    }

    private bool TryEnter(Slot slot)
    {
        Slot? oldest = null;
        lock (_gate)
        {
            if (_taken == most)
            {
                if (_idle.First is not { } first)
                    return false;
                oldest = first.Value;
                Remove(oldest);
            }
            _taken++;
            _idle.AddLast(slot.Node);
        }
        oldest?.Connection.Abort(new ConnectionAbortedException("It was idle, and another connection needed its slot."));
        return true;
    }

    private void Leave(Slot slot)
    {
        lock (_gate)
        {
            if (!slot.IsOut)
                Remove(slot);
        }
    }

    private void SetIdle(Slot? slot, bool isIdle)
    {
        lock (_gate)
        {
            if (slot is null or { IsOut: true } || slot.Node.List is not null == isIdle)
                return;
            if (isIdle)
                _idle.AddLast(slot.Node);
            else
                _idle.Remove(slot.Node);
        }
    }

    private void Remove(Slot slot)
    {
        slot.IsOut = true;
        _taken--;
        if (slot.Node.List is not null)
            _idle.Remove(slot.Node);
    }

    private sealed class Slot
    {
        public Slot(ConnectionContext connection) => (Connection, Node) = (connection, new LinkedListNode<Slot>(this));

        public ConnectionContext Connection { get; }

        /// <summary>In the list while it is idle.</summary>
        public LinkedListNode<Slot> Node { get; }

        /// <summary>It is not counted any more: its connection has ended, or is being cut off.</summary>
        public bool IsOut { get; set; }
    }
}
