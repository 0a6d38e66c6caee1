using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace P2IKT.Live.Preview;

/// <summary>
/// How many connections there may be at once. One more than that takes the place of the one that has been idle longest: the web server alone
/// would refuse it, and whoever opens connections and asks for nothing would keep everybody else out.
/// </summary>
/// <remarks>Idle is a connection without a request under way: one that has sent half of one, too. A viewer's socket is a request. Thread-safe.</remarks>
/// <param name="most">Connections at once.</param>
internal sealed class ConnectionRoom(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Place> _idle = []; // longest first
    private int _taken;

    /// <summary>The middleware of a connection: finds a place for it as long as it lasts, or cuts it off.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var place = new Place(connection);
        if (!TryEnter(place))
        {
            connection.Abort();
            return;
        }
        connection.Features.Set(place);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    }

    /// <summary>The middleware of a request: while it is under way, its connection keeps its place.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var place = context.Features.Get<Place>();
        SetIdle(place, false);
        try
        {
            await next(context);
        }
        finally
        {
            SetIdle(place, true);
        }
    }

    private bool TryEnter(Place place)
    {
        Place? oldest = null;
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
            _idle.AddLast(place.Node);
        }
        oldest?.Connection.Abort(new ConnectionAbortedException("It was idle, and another connection needed its place."));
        return true;
    }

    private void Leave(Place place)
    {
        lock (_gate)
        {
            if (!place.IsOut)
                Remove(place);
        }
    }

    private void SetIdle(Place? place, bool isIdle)
    {
        lock (_gate)
        {
            if (place is null or { IsOut: true } || place.Node.List is not null == isIdle)
                return;
            if (isIdle)
                _idle.AddLast(place.Node);
            else
                _idle.Remove(place.Node);
        }
    }

    private void Remove(Place place)
    {
        place.IsOut = true;
        _taken--;
        if (place.Node.List is not null)
            _idle.Remove(place.Node);
    }

    private sealed class Place
    {
        public Place(ConnectionContext connection) => (Connection, Node) = (connection, new LinkedListNode<Place>(this));

        public ConnectionContext Connection { get; }

        /// <summary>In the list while it is idle.</summary>
        public LinkedListNode<Place> Node { get; }

        /// <summary>It counts no more: its connection has ended, or is being cut off.</summary>
        public bool IsOut { get; set; }
    }
}
