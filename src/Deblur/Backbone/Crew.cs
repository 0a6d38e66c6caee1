using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// Does layers one after another on the threads of <see cref="Strips"/>: each takes the next piece of a layer when it has time, so
/// that a core which something else has taken holds up one piece, not half the layer.
/// </summary>
internal sealed class Crew
{
    private readonly Strips _strips;
    private readonly StripPass _pass;
    private readonly int[] _next; // piece of each layer
    private readonly IReadOnlyList<Layer> _layers;
    private Exception? _failure;

    /// <param name="strips">Threads; not owned.</param>
    /// <param name="layers">In order; not owned.</param>
    public Crew(Strips strips, IReadOnlyList<Layer> layers) => (_strips, _layers, _pass, _next) = (strips, layers, Work, new int[layers.Count]);

    /// <summary>Does all layers, and returns when they are done.</summary>
    public void Run()
    {
        Array.Clear(_next);
        _strips.Run(_strips.Count, _pass);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw new InvalidOperationException("A layer of the network failed.", failure);
    }

    private void Work(int thread, int first, int end)
    {
        for (var i = 0; i < _next.Length; i++)
        {
            if (i > 0)
                _strips.Meet();
            try
            {
                var layer = _layers[i];
                for (int piece; (piece = Interlocked.Increment(ref _next[i]) - 1) < layer.Pieces;)
                    layer.Do(thread, piece);
            }
#pragma warning disable CA1031 // the others wait at the next meeting: it is told when all are through
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure ??= failure;
            }
        }
    }
}
