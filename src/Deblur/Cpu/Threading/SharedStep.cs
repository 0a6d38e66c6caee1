namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>A step of the work on a frame, in pieces that need nothing of each other: any thread does any of them, in any order.</summary>
internal abstract class SharedStep
{
    /// <summary>Into how many pieces it falls; the same while it is under way. At most <see cref="WorkRange.MostPieces"/>.</summary>
    public abstract int Pieces { get; }

    /// <summary>Does a piece.</summary>
    /// <param name="thread">Number of the thread that does it, from 0: no two do at a time what has the same.</param>
    /// <param name="piece">Number of the piece.</param>
    public abstract void Do(int thread, int piece);
}
