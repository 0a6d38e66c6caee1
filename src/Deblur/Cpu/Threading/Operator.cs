namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// One step of the work on a frame, in row blocks: the rows that one worker makes at a time. Row blocks do not depend on each other; any
/// worker makes any of them, in any order.
/// </summary>
internal abstract class Operator
{
    /// <summary>Number of row blocks; constant while the operator runs, and at most <see cref="WorkRange.MaxBlocks"/>.</summary>
    public abstract int RowBlocks { get; }

    /// <summary>Makes one row block.</summary>
    /// <param name="worker">Number of the calling thread, from 0: no two threads have the same at a time.</param>
    /// <param name="block">Number of the row block, from 0.</param>
    public abstract void Make(int worker, int block);
}
