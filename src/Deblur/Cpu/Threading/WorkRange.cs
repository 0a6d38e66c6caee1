namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>What is next, in one number: of which run, which step, and how many of its pieces have been taken from its top and from its bottom.</summary>
/// <remarks>From both ends, so that a thread finds in its own cache what it made in the step before, and nobody has a half of his own.</remarks>
/// <param name="Value">24 bits of the run, 8 of the step, 16 of either end.</param>
internal readonly record struct WorkRange(long Value)
{
    /// <summary>The most pieces of a step, and one more than the most steps of a run.</summary>
    public const int MostPieces = 0xFFFF, NoStep = 0xFF;

    private const int EndBits = 16, PieceBits = 2 * EndBits, StepBits = 8;

    /// <summary>The step's number; <see cref="NoStep"/> between runs.</summary>
    public int Step => (int)(Value >> PieceBits) & NoStep;

    /// <summary>How many pieces have been taken.</summary>
    public int Taken => Top + Bottom;

    private int Top => (int)(Value >> EndBits) & MostPieces;

    private int Bottom => (int)Value & MostPieces;

    /// <summary>A run's first.</summary>
    public static WorkRange OfRun(int run, int step) => new(((long)run << (StepBits + PieceBits)) | ((long)step << PieceBits));

    /// <summary>The same run's, of another step.</summary>
    public WorkRange OfStep(int step) => new((Value >> (PieceBits + StepBits) << (PieceBits + StepBits)) | ((long)step << PieceBits));

    /// <summary>Whether both are of the same step of the same run.</summary>
    public bool IsInStepOf(WorkRange other) => Value >> PieceBits == other.Value >> PieceBits;

    /// <summary>The next piece from the thread's end of the step, and the ticket without it.</summary>
    /// <param name="thread">Even ones begin at the top.</param>
    /// <param name="pieces">Of the step.</param>
    public (int Piece, WorkRange Without) Take(int thread, int pieces) =>
        (thread & 1) == 0 ? (Top, new WorkRange(Value + (1 << EndBits))) : (pieces - 1 - Bottom, new WorkRange(Value + 1));
}
