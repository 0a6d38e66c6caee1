namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// Shares the work on a frame between threads: step after step, each in pieces that whoever has time takes. The threads live as long
/// as the object and a run allocates nothing, which <see cref="Parallel"/> cannot offer.
/// </summary>
/// <remarks>
/// The caller's thread works, too, and waits for pieces, never for threads: a helper that another program keeps from its core, or that the
/// system wakes late, holds up the piece that it is in and no more; one that comes late takes part from where the others are.
/// A piece is had by replacing the <see cref="WorkRange"/>, which fails for everybody whose idea of it is out of date, so a thread that slept
/// through a run cannot do any harm to the next. One caller at a time.
/// </remarks>
internal sealed class RowWorkers : IDisposable
{
    private const int BlocksPerThread = 3; // enough that nobody waits long for the slowest
    private const int ScratchRows = 7;
    private const int Beside = 16; // floats: room for what is repeated beside a row

    private readonly Thread[] _threads;
    private readonly CoreAffinity? _affinity;
    private readonly WorkQueue _gate = new();
    private readonly float[][] _scratch;
    private readonly int _scratchWidth;
    private readonly RowStep _rows;
    private readonly SharedStep[] _rowSteps;
    private SharedStep[] _steps = [];
    private int _done; // pieces of the step under way
    private int _run;
    private volatile bool _ended, _isAbandoned;
    private Exception? _failure;

    /// <param name="count">Threads, the caller's included.</param>
    /// <param name="scratchWidth">Longest row that a pass asks scratch memory for, without a few values beside it.</param>
    public RowWorkers(int count, int scratchWidth)
    {
        _scratchWidth = scratchWidth + Beside;
        _scratch = [.. Enumerable.Range(0, count).Select(_ => new float[ScratchRows * _scratchWidth])];
        _rowSteps = [_rows = new RowStep(count == 1 ? 1 : count * BlocksPerThread)];
        _affinity = count > 1 ? CoreAffinity.TryCreate() : null;
        _threads = [.. Enumerable.Range(1, count - 1).Select(thread => new Thread(() => Help(thread))
        {
            IsBackground = true,
            Name = $"deblur helper {thread}",
        })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Count => _scratch.Length;

    /// <summary>One of seven scratch rows that belong to a thread alone while it is in a pass; contents undefined.</summary>
    public Span<float> Scratch(int thread, int row, int width) => _scratch[thread].AsSpan(row * _scratchWidth, width);

    /// <summary>Runs a pass over all rows, and returns when it is through.</summary>
    /// <exception cref="InvalidOperationException">It failed; the inner exception says why.</exception>
    public void Run(int rows, RowPass pass)
    {
        _rows.Begin(rows, pass);
        Run(_rowSteps);
    }

    /// <summary>Does steps one after another, and returns when all are done.</summary>
    /// <param name="steps">Not changed meanwhile; a step that fails does not keep the next from being done.</param>
    /// <exception cref="InvalidOperationException">A step failed; the inner exception says why.</exception>
    /// <exception cref="OperationCanceledException">It was abandoned.</exception>
    public void Run(SharedStep[] steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Length, WorkRange.NoStep, nameof(steps));
        if (_gate.HasSleepers)
            _affinity?.KeepApart();
        _steps = steps; // before the ticket that stands for them
        Next(WorkRange.OfRun(++_run, 0));
        Work(thread: 0);
        if (_isAbandoned)
            throw new OperationCanceledException("The frame was given up.");
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw new InvalidOperationException("A step of the work on a frame failed.", failure);
    }

    /// <summary>From any thread: the run under way skips the pieces that are left, and throws; so does every later one.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended = true;
        _gate.Set(WorkRange.OfRun(++_run, WorkRange.NoStep));
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Help(int thread)
    {
        _affinity?.Join();
        Work(thread);
    }

    /// <summary>Takes pieces and does them: the caller until its run is done, helpers until the end.</summary>
    private void Work(int thread)
    {
        while (!_ended)
        {
            var (range, steps) = (_gate.Current, _steps);
            // What a ticket out of date says of these steps may be nonsense: then it is not to be had any more.
            if (range.Step < steps.Length && steps[range.Step] is var step && step.Pieces is var pieces && range.Taken < pieces)
            {
                var (piece, rest) = range.Take(thread, pieces);
                if (_gate.TryReplace(range, rest))
                    Do(step, thread, piece, pieces, rest);
            }
            else if (thread == 0 && range.Step == WorkRange.NoStep)
            {
                return;
            }
            else
            {
                _gate.AwaitOtherStep(range);
            }
        }
    }

    private void Do(SharedStep step, int thread, int piece, int pieces, WorkRange range)
    {
        try
        {
            if (!_isAbandoned)
                step.Do(thread, piece);
        }
#pragma warning disable CA1031 // whatever a step throws is handed to the caller of Run: a helper must not end the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
        if (Interlocked.Increment(ref _done) == pieces) // the last one: nobody else is in this step any more
            Next(range.OfStep(range.Step + 1));
    }

    /// <summary>The step of this ticket begins; empty ones are passed over.</summary>
    private void Next(WorkRange range)
    {
        _done = 0;
        while (range.Step < _steps.Length && _steps[range.Step].Pieces == 0)
            range = range.OfStep(range.Step + 1);
        _gate.Set(range.Step < _steps.Length ? range : range.OfStep(WorkRange.NoStep));
    }
}
