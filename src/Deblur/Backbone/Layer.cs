namespace P2IKT.Live.Deblur.Backbone;

/// <summary>One step of the network: reads maps that are there, fills its own, in pieces that need nothing of each other.</summary>
internal abstract class Layer : IDisposable
{
    /// <summary>What it fills; owned.</summary>
    public abstract FeatureMap Output { get; }

    /// <summary>Into how many pieces it falls.</summary>
    public virtual int Pieces => Output.Height;

    /// <summary>Does a piece: by default, a row.</summary>
    /// <param name="thread">Number of the thread that does it; no two do at a time what has the same.</param>
    /// <param name="piece">Number of the piece.</param>
    public abstract void Do(int thread, int piece);

    /// <inheritdoc/>
    public virtual void Dispose() => Output.Dispose();
}
