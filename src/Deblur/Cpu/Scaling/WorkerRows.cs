
namespace P2IKT.Live.Deblur.Cpu.Scaling;

/// <summary>
/// The working rows of one worker of a <see cref="QuarterScale"/>: sums on the way down, enlarged differences on the way back.
/// </summary>
/// <param name="groups">Runs of four pixels in a full row, the last one perhaps in part.</param>
/// <param name="quarters">Pixels of a reduced row for each run.</param>
internal sealed class WorkerRows(int groups, int quarters)
{
    private const int None = int.MinValue;
    private readonly ushort[] _sums = new ushort[12 * groups];
    private readonly byte[] _reduced = new byte[3 * quarters * groups];
    private readonly short[] _difference = new short[3 * (quarters * groups + 2)]; // one pixel more at each end
    private readonly short[][] _enlarged = [new short[12 * groups], new short[12 * groups]]; // even and odd rows
    private readonly int[] _held = [None, None];

    /// <summary>Four rows to one of so many quarters of the width; the weights of the four sum to 4.</summary>
    public void Reduce(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<ushort> weights,
        Span<byte> row)
    {
        QuarterRows.Sum(a, b, c, d, weights, _sums);
        for (var x = a.Length; x < _sums.Length; x++)
            _sums[x] = _sums[x - 3];
        QuarterRows.Narrow(_sums, quarters, _reduced);
        _reduced.AsSpan(0, row.Length).CopyTo(row);
    }

    /// <summary>The next frame brings other rows.</summary>
    public void Forget() => _held.AsSpan().Fill(None);

    /// <summary>
    /// sharp - source of a reduced row, at the full width and times 8. Kept: each is asked for up to eight times in turn.
    /// </summary>
    public ReadOnlySpan<short> Enlarged(int y, ReadOnlySpan<byte> sharp, ReadOnlySpan<byte> source)
    {
        var slot = y & 1;
        if (_held[slot] != y)
        {
            var inner = _difference.AsSpan(3);
            for (var x = 0; x < sharp.Length; x++)
                inner[x] = (short)(sharp[x] - source[x]);
            for (var x = sharp.Length; x < inner.Length; x++)
                inner[x] = inner[x - 3];
            inner[..3].CopyTo(_difference);
            QuarterRows.Widen(_difference, quarters, _enlarged[slot]);
            _held[slot] = y;
        }
        return _enlarged[slot];
    }
}
