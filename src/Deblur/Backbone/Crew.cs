using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// Shares the pieces of a layer among the threads of <see cref="Strips"/>: each takes the next one when it has time, so that a core
/// that something else has taken holds up one piece, not half the layer.
/// </summary>
internal sealed class Crew
{
    private readonly Strips _strips;
    private readonly StripPass _pass;
    private Action<int, int> _work = null!;
    private int _pieces;
    private int _next;

    public Crew(Strips strips) => (_strips, _pass) = (strips, (strip, _, _) =>
    {
        for (int piece; (piece = Interlocked.Increment(ref _next) - 1) < _pieces;)
            _work(strip, piece);
    });

    /// <summary>Threads; each has a number below.</summary>
    public int Count => _strips.Count;

    /// <summary>Does all pieces, and returns when they are done.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="work">Does one: the thread's number, the piece's.</param>
    public void Share(int pieces, Action<int, int> work)
    {
        (_pieces, _work) = (pieces, work);
        Volatile.Write(ref _next, 0);
        _strips.Run(Count, _pass);
    }
}
