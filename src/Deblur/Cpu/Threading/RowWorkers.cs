using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// The threads of a session, and the only two ways in which they share work: <see cref="For"/> makes rows in parallel,
/// <see cref="Run"/> runs a pipeline of operators. A run allocates nothing, which <see cref="Parallel"/> cannot offer.
/// </summary>
/// <remarks>
/// The caller's thread works, too, and waits for row blocks, never for threads: a helper that another program keeps from its core delays
/// the block that it is in and no more, and one that wakes late joins where the others are. A block is taken by replacing the
/// <see cref="WorkRange"/>, which fails for a worker whose view of it is stale: a thread that slept through a run does not disturb the
/// next.
/// One caller at a time.
/// </remarks>
internal sealed class RowWorkers : IDisposable
{
    private const int BlocksPerWorker = 3; // of For: enough that the slowest worker delays the others little
    private const int ScratchRowCount = 8; // what the pass that needs most takes, with some to spare

    private readonly Thread[] _threads;
    private readonly CoreAffinity? _affinity;
    private readonly WorkQueue _queue = new();
    private readonly float[][] _scratch;
    private readonly EvenRows _rows;
    private readonly Operator[] _rowsOnly;
    private Operator[] _pipeline = [];
    private int _done; // row blocks of the current operator
    private int _run;
    private volatile bool _ended, _isAbandoned;
    private Exception? _failure;

    /// <param name="count">Workers, the caller's thread included.</param>
    /// <param name="scratchWidth">Longest row for which scratch memory is needed, in floats.</param>
    public RowWorkers(int count, int scratchWidth)
    {
        var scratchLength = ScratchRowCount * (scratchWidth + (2 * ScratchRows.Alignment)); // with what is repeated beside a row
        _scratch = [.. Enumerable.Range(0, count).Select(_ => new float[scratchLength])];
        _rowsOnly = [_rows = new EvenRows(count == 1 ? 1 : count * BlocksPerWorker)];
        _affinity = count > 1 ? CoreAffinity.TryCreate() : null;
        _threads = [.. Enumerable.Range(1, count - 1).Select(worker => new Thread(() => Help(worker))
        {
            IsBackground = true,
            Name = $"deblur helper {worker}",
        })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Workers, the caller's thread included.</summary>
    public int Count => _scratch.Length;

    /// <summary>The worker's scratch memory, free as a whole: for the one row block that it is making.</summary>
    public ScratchRows Scratch(int worker) => new(_scratch[worker]);

    /// <summary>Makes all rows in parallel, in row blocks of even size, and returns when they are made.</summary>
    /// <exception cref="InvalidOperationException">A row block failed; the inner exception says why.</exception>
    /// <exception cref="OperationCanceledException">It was abandoned.</exception>
    public void For(int rows, RowBlock make)
    {
        _rows.Begin(rows, make);
        Run(_rowsOnly);
    }

    /// <summary>Runs operators one after another, each in parallel, and returns when all have run.</summary>
    /// <param name="pipeline">Not changed meanwhile; an operator that fails does not keep the next from running.</param>
    /// <exception cref="InvalidOperationException">A row block failed; the inner exception says why.</exception>
    /// <exception cref="OperationCanceledException">It was abandoned.</exception>
    public void Run(Operator[] pipeline)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pipeline.Length, WorkRange.NoOperator, nameof(pipeline));
        if (_queue.HasSleepers)
            _affinity?.KeepApart();
        _pipeline = pipeline; // before the range that refers to it
        Next(WorkRange.OfRun(++_run, 0));
        Work(worker: 0);
        if (_isAbandoned)
            throw new OperationCanceledException("The frame was given up.");
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw new InvalidOperationException("A step of the work on a frame failed.", failure);
    }

    /// <summary>From any thread: the current run skips the row blocks that are left and throws; so does every later one.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Ends the threads and waits for them. May be called again.</summary>
    public void Dispose()
    {
        _ended = true;
        _queue.Set(WorkRange.OfRun(++_run, WorkRange.NoOperator));
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Help(int worker)
    {
        _affinity?.Join();
        Work(worker);
    }

    /// <summary>Takes row blocks and makes them: the caller until its run is done, helpers until the end.</summary>
    private void Work(int worker)
    {
        while (true)
        {
            var (range, pipeline) = (_queue.Current, _pipeline);
            // Read after the range: no other range follows the one that ends the threads, and to wait for one is to wait for ever.
            if (_ended)
                return;
            // A stale range may say nonsense of this pipeline: then replacing it fails.
            if (range.Operator < pipeline.Length && pipeline[range.Operator] is var step && step.RowBlocks is var blocks
                && range.Taken < blocks)
            {
                var (block, rest) = range.Take(worker, blocks);
                if (_queue.TryReplace(range, rest))
                    Make(step, worker, block, blocks, rest);
            }
            else if (worker == 0 && range.Operator == WorkRange.NoOperator)
            {
                return;
            }
            else
            {
                _queue.AwaitOtherOperator(range);
            }
        }
    }

    private void Make(Operator step, int worker, int block, int blocks, WorkRange range)
    {
        try
        {
            if (!_isAbandoned)
                step.Make(worker, block);
        }
#pragma warning disable CA1031 // any exception is handed to the caller of Run: a helper must not end the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
        if (Interlocked.Increment(ref _done) == blocks) // the last one: no other worker is in this operator any more
            Next(range.OfOperator(range.Operator + 1));
    }

    /// <summary>Begins the range's operator; empty ones are skipped.</summary>
    private void Next(WorkRange range)
    {
        _done = 0;
        while (range.Operator < _pipeline.Length && _pipeline[range.Operator].RowBlocks == 0)
            range = range.OfOperator(range.Operator + 1);
        _queue.Set(range.Operator < _pipeline.Length ? range : range.OfOperator(WorkRange.NoOperator));
    }

    /// <summary>The operator of <see cref="For"/>: rows in blocks of even size.</summary>
    private sealed class EvenRows(int blocks) : Operator
    {
        private int _rows;
        private RowBlock? _make;

        public override int RowBlocks => Math.Min(blocks, _rows);

        public void Begin(int rows, RowBlock make) => (_rows, _make) = (rows, make);

        public override void Make(int worker, int block)
        {
            var count = RowBlocks;
            _make!(worker, (int)((long)_rows * block / count), (int)((long)_rows * (block + 1) / count));
        }
    }
}
