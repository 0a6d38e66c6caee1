namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// What is next, in one number: the run, the operator in it, and how many of its row blocks were taken from the top and from the bottom.
/// </summary>
/// <remarks>
/// Blocks are taken from both ends, so that a worker finds in its own cache what it made in the operator before, and work is not split
/// into fixed halves.
/// </remarks>
/// <param name="Value">24 bits of the run, 8 of the operator, 16 of either end.</param>
internal readonly record struct WorkRange(long Value)
{
    /// <summary>The maximum number of row blocks of an operator.</summary>
    public const int MaxBlocks = 0xFFFF;

    /// <summary>The number of the operator between two runs; a run has at most so many operators.</summary>
    public const int NoOperator = 0xFF;

    private const int EndBits = 16, BlockBits = 2 * EndBits, OperatorBits = 8;

    /// <summary>The operator's number in the run; <see cref="NoOperator"/> between two runs.</summary>
    public int Operator => (int)(Value >> BlockBits) & NoOperator;

    /// <summary>How many row blocks were taken.</summary>
    public int Taken => Top + Bottom;

    private int Top => (int)(Value >> EndBits) & MaxBlocks;

    private int Bottom => (int)Value & MaxBlocks;

    /// <summary>An operator of a run, of which nothing was taken.</summary>
    public static WorkRange OfRun(int run, int index) => new(((long)run << (OperatorBits + BlockBits)) | ((long)index << BlockBits));

    /// <summary>Another operator of the same run, of which nothing was taken.</summary>
    public WorkRange OfOperator(int index) =>
        new((Value >> (BlockBits + OperatorBits) << (BlockBits + OperatorBits)) | ((long)index << BlockBits));

    /// <summary>Whether both are of the same operator of the same run.</summary>
    public bool IsSameOperator(WorkRange other) => Value >> BlockBits == other.Value >> BlockBits;

    /// <summary>The next row block from the worker's end, and the range without it.</summary>
    /// <param name="worker">Even ones begin at the top.</param>
    /// <param name="blocks">Number of row blocks of the operator.</param>
    public (int Block, WorkRange Without) Take(int worker, int blocks) =>
        (worker & 1) == 0 ? (Top, new WorkRange(Value + (1 << EndBits))) : (blocks - 1 - Bottom, new WorkRange(Value + 1));
}
