namespace P2IKT.Live.Deblur.Bands;

/// <summary>
/// Runs passes over rows on several cores: the rows are split into one strip a thread; the caller's thread takes the first. The
/// threads live as long as the object and a run allocates nothing, which <see cref="Parallel"/> cannot offer.
/// </summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class Strips : IDisposable
{
    private const int ScratchRows = 7;
    private const int Beside = 16; // floats: room for what is repeated beside a row
    private readonly Thread[] _threads;
    private readonly Rendezvous _rendezvous;
    private readonly Placement? _placement;
    private readonly float[][] _scratch;
    private readonly int _scratchWidth;
    private StripPass? _pass;
    private int _rows;
    private Exception? _failure;

    /// <param name="count">Strips, and so threads, the caller's included.</param>
    /// <param name="scratchWidth">Longest row that a pass asks scratch memory for, without a few values beside it.</param>
    public Strips(int count, int scratchWidth)
    {
        _scratchWidth = scratchWidth + Beside;
        _scratch = [.. Enumerable.Range(0, count).Select(_ => new float[ScratchRows * _scratchWidth])];
        _rendezvous = new Rendezvous(count);
        _placement = count > 1 ? Placement.TryCreate() : null;
        _threads = [.. Enumerable.Range(1, count - 1).Select(strip => new Thread(() => Work(strip))
        {
            IsBackground = true,
            Name = $"deblur strip {strip}",
        })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public int Count => _scratch.Length;

    /// <summary>One of seven scratch rows that belong to a strip alone while its pass runs; contents undefined.</summary>
    public Span<float> Scratch(int strip, int row, int width) => _scratch[strip].AsSpan(row * _scratchWidth, width);

    /// <summary>Runs a pass over all rows and returns when every strip is through.</summary>
    public void Run(int rows, StripPass pass)
    {
        (_rows, _pass) = (rows, pass);
        if (Count > 1)
        {
            if (_rendezvous.HasSleepers)
                _placement?.KeepApart();
            _rendezvous.Meet();
        }
        RunStrip(0);
        if (Count > 1)
            _rendezvous.Meet();
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw new InvalidOperationException("A pass over the rows failed.", failure);
    }

    /// <summary>Within a pass: waits until every strip has come here.</summary>
    public void Meet() => _rendezvous.Meet();

    public void Dispose()
    {
        _pass = null;
        if (Count > 1)
            _rendezvous.Meet();
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Work(int strip)
    {
        _placement?.Join();
        while (true)
        {
            _rendezvous.Meet();
            if (_pass is null)
                return;
            RunStrip(strip);
            _rendezvous.Meet();
        }
    }

    private void RunStrip(int strip)
    {
        try
        {
            _pass!(strip, _rows * strip / Count, _rows * (strip + 1) / Count);
        }
#pragma warning disable CA1031 // whatever a pass throws is handed to the caller of Run: a strip's thread must not end the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }
}
