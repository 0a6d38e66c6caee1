namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>A step of the network that makes one row of its result from a few rows of what comes before it.</summary>
internal abstract class RowOperation : IDisposable
{
    /// <summary>Shape of the whole result.</summary>
    public abstract FeatureSize Size { get; }

    /// <summary>How many calls of <see cref="Row"/> make it: one a row, unless a call makes several.</summary>
    public virtual int Calls => Size.Height;

    /// <summary>Rows that a call reads; some may lie outside, and are zeros.</summary>
    public virtual (int First, int End) InputRowsFor(int y) => (y, y + 1);

    /// <summary>Makes a row.</summary>
    /// <param name="thread">Number of the thread that does it; no two do at a time what has the same.</param>
    /// <param name="y">Number of the row.</param>
    /// <param name="from">Holds the rows that it needs; nothing of meaning for an operation that has its own source.</param>
    /// <param name="to">Holds the row that it makes.</param>
    public abstract void Row(int thread, int y, FeatureMap from, FeatureMap to);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
