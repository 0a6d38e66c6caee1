using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// One or several row operators, run a few rows at a time: between them lies no whole map but a window of a few rows for each worker, which
/// stays in its second-level cache and moves down the row block. Rows at the edge of two row blocks are made twice.
/// </summary>
internal sealed class FusedOperator : MapOperator
{
    private const int MaxRows = 8; // of the last row operator, at a time
    private const int BlocksPerWorker = 8; // enough that the slowest worker delays the others little, few enough that little is made twice
    private const int WindowBytes = 768 << 10; // of a worker's windows: of a second-level cache of 1 to 2 MB, with the weights beside them

    private readonly FeatureMap? _input;
    private readonly RowOperator[] _operators;
    private readonly FeatureMap[][] _windows; // of each worker, behind each row operator but the last
    private readonly int _rows = 1, _workers;
    private readonly ColumnRange[] _places; // that each row operator makes in the next run
    private readonly OwnedResources _owned;
    private int _first, _end, _blockRows; // calls of the last one in the next run

    /// <param name="input">The map that the first row operator reads; null where that is an input of the network. Not owned.</param>
    /// <param name="operators">At least one, in order; only the last may make several rows in a call. Not owned.</param>
    /// <param name="workers">Number of threads that will run it.</param>
    public FusedOperator(FeatureMap? input, RowOperator[] operators, int workers)
    {
        using var owned = new OwnedResources();
        (_input, _operators) = (input, operators);
        Output = owned.Add(new FeatureMap(operators[^1].Size));
        while (operators.Length > 1 && _rows < MaxRows && WindowSizes(_rows + 1).Sum(window => window.Bytes) <= WindowBytes)
            _rows++;
        (_workers, _places) = (workers, new ColumnRange[operators.Length]);
        Restrict(null);
        _windows = [.. Enumerable.Range(0, workers).Select(
            _ => WindowSizes(_rows).Select(window => owned.Add(new FeatureMap(window))).ToArray())];
        _owned = owned.Move();
    }

    public override FeatureMap Output { get; }

    public override IEnumerable<FeatureMap> Inputs =>
        _operators.SelectMany(static step => step.Maps).Concat(_input is null ? [] : [_input]);

    public override int RowBlocks => (_end - _first + _blockRows - 1) / _blockRows;

    public override void Restrict(PixelArea? frame)
    {
        var last = _operators[^1];
        Output.Changed = frame is { } changed ? AffectedBy(changed) : Output.Size.Area;
        var calls = Output.Changed.Scaled(1, last.Block);
        (_first, _end) = (calls.Top, calls.Bottom);
        var moves = (_end - _first + _rows - 1) / _rows;
        _blockRows = _operators.Length == 1 ? 1 : Math.Max(1, moves / (BlocksPerWorker * _workers)) * _rows;
        _places[^1] = last.PlacesMadeFor(new ColumnRange(calls.Left, calls.Right));
        for (var k = _operators.Length - 1; k > 0; k--)
        {
            var read = _operators[k].InputColumnsFor(_places[k]);
            var before = _operators[k - 1];
            _places[k - 1] = before.PlacesMadeFor(new ColumnRange(Math.Max(read.First, 0), Math.Min(read.End, before.Size.Width)));
        }
    }

    public override void Make(int worker, int block)
    {
        Span<int> made = stackalloc int[_operators.Length]; // by each row operator: its rows above this one
        made.Fill(int.MinValue);
        var end = Math.Min(_first + ((block + 1) * _blockRows), _end);
        for (var first = _first + (block * _blockRows); first < end; first += _rows)
            MakeRows(worker, first, Math.Min(first + _rows, end), made);
    }

    /// <inheritdoc/>
    public override void Dispose() => _owned.Dispose();

    private PixelArea AffectedBy(PixelArea frame)
    {
        var area = _input?.Changed ?? frame;
        foreach (var step in _operators)
            area = step.AffectedBy(area).Within(step.Size.Width, step.Size.Height);
        return area.IsEmpty ? default : area;
    }

    /// <summary>Makes these rows of the last row operator, and the rows of the others that they need and that are not made yet.</summary>
    private void MakeRows(int worker, int first, int end, Span<int> made)
    {
        var windows = _windows[worker];
        Span<(int First, int End)> ranges = stackalloc (int, int)[_operators.Length];
        Ranges(ranges, first, end);
        for (var k = 0; k < _operators.Length; k++)
        {
            var step = _operators[k];
            var to = k == windows.Length ? Output : windows[k];
            var from = k > 0 ? windows[k - 1] : _input ?? to;
            var next = Math.Max(ranges[k].First, made[k]);
            if (k < windows.Length)
                to.MoveTo(ranges[k].First, next - ranges[k].First);
            for (made[k] = ranges[k].End; next < made[k]; next++)
            {
                if (next >= 0 && next < step.Calls)
                    step.MakeRow(worker, next, _places[k], from, to);
                else
                    to.ClearRow(next);
            }
        }
    }

    /// <summary>The rows that each row operator has to make for these of the last.</summary>
    private void Ranges(Span<(int First, int End)> ranges, int first, int end)
    {
        ranges[^1] = (first, end);
        for (var k = ranges.Length - 1; k > 0; k--)
            ranges[k - 1] = (_operators[k].InputRowsFor(ranges[k].First).First, _operators[k].InputRowsFor(ranges[k].End - 1).End);
    }

    private FeatureSize[] WindowSizes(int rows)
    {
        var ranges = new (int First, int End)[_operators.Length];
        Ranges(ranges, 0, rows);
        return [.. _operators.SkipLast(1).Zip(ranges, (step, range) => step.Size with { Height = range.End - range.First })];
    }
}
