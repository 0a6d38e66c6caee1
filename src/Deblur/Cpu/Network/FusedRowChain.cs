namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A chain of operations, done a few rows at a time: what lies between them is no map, but a band of a few rows for each thread
/// that stays in its second cache and moves down the piece. Rows at the edge of two pieces are made twice.
/// </summary>
internal sealed class FusedRowChain : Layer
{
    private const int MostRows = 8; // of the last operation, at a time
    private const int PiecesOfThread = 8; // enough that nobody waits long for the slowest, few enough that little is made twice
    private const int WindowBytes = 768 << 10; // of a thread's bands: of a second cache of 1 to 2 MB, with the weights beside them

    private readonly FeatureMap? _input;
    private readonly RowOperation[] _operations;
    private readonly FeatureMap[][] _bands; // of each thread, behind each operation but the last
    private readonly int _rows = 1, _pieceRows;

    /// <param name="input">What the first operation reads; null where it has its own source. Not owned.</param>
    /// <param name="operations">At least one; owned.</param>
    /// <param name="threads">How many will run it.</param>
    public FusedRowChain(FeatureMap? input, RowOperation[] operations, int threads)
    {
        (_input, _operations) = (input, operations);
        Output = new FeatureMap(operations[^1].Size);
        while (operations.Length > 1 && _rows < MostRows && RowWindows(_rows + 1).Sum(band => band.Bytes) <= WindowBytes)
            _rows++;
        var moves = (operations[^1].Calls + _rows - 1) / _rows;
        _pieceRows = operations.Length == 1 ? 1 : Math.Max(1, moves / (PiecesOfThread * threads)) * _rows;
        _bands = [.. Enumerable.Range(0, threads).Select(_ => RowWindows(_rows).Select(band => new FeatureMap(band)).ToArray())];
    }

    public override FeatureMap Output { get; }

    public override int Pieces => (_operations[^1].Calls + _pieceRows - 1) / _pieceRows;

    public override void Do(int thread, int piece)
    {
        Span<int> made = stackalloc int[_operations.Length]; // rows above this one, by each operation
        made.Fill(int.MinValue);
        var end = Math.Min((piece + 1) * _pieceRows, _operations[^1].Calls);
        for (var first = piece * _pieceRows; first < end; first += _rows)
            Move(thread, first, Math.Min(first + _rows, end), made);
    }

    /// <summary>Makes these rows of the last operation, and what they need of the others.</summary>
    private void Move(int thread, int first, int end, Span<int> made)
    {
        var bands = _bands[thread];
        Span<(int First, int End)> ranges = stackalloc (int, int)[_operations.Length];
        Ranges(ranges, first, end);
        for (var k = 0; k < _operations.Length; k++)
        {
            var operation = _operations[k];
            var to = k == bands.Length ? Output : bands[k];
            var from = k > 0 ? bands[k - 1] : _input ?? to;
            var next = Math.Max(ranges[k].First, made[k]);
            if (k < bands.Length)
                to.MoveTo(ranges[k].First, next - ranges[k].First);
            for (made[k] = ranges[k].End; next < made[k]; next++)
            {
                if (next >= 0 && next < operation.Calls)
                    operation.Row(thread, next, from, to);
                else
                    to.RowSpan(next).Clear();
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var operation in _operations)
            operation.Dispose();
        foreach (var band in _bands.SelectMany(bands => bands))
            band.Dispose();
    }

    /// <summary>Which rows each operation has to make for these of the last.</summary>
    private void Ranges(Span<(int First, int End)> ranges, int first, int end)
    {
        ranges[^1] = (first, end);
        for (var k = ranges.Length - 1; k > 0; k--)
            ranges[k - 1] = (_operations[k].InputRowsFor(ranges[k].First).First, _operations[k].InputRowsFor(ranges[k].End - 1).End);
    }

    private FeatureSize[] RowWindows(int rows)
    {
        var ranges = new (int First, int End)[_operations.Length];
        Ranges(ranges, 0, rows);
        return [.. _operations.SkipLast(1).Zip(ranges, (operation, range) => operation.Size with { Height = range.End - range.First })];
    }
}
