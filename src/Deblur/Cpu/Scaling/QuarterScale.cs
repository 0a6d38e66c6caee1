using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Scaling;

/// <summary>
/// Takes BGR pictures to 1, 2 or 3 quarters of each side (mean over the area that a pixel covers) and brings back, bilinearly between
/// pixel centres, what was changed there. Borders are replicated. One frame at a time; a frame costs no garbage.
/// </summary>
/// <remarks>
/// Four pixels always correspond to one, two or three, so every weight is a multiple of 1/4 going down and of 1/8 coming back.
/// </remarks>
internal sealed class QuarterScale : IDisposable
{
    /// <summary>How far a pixel's change reaches in the reduced picture, beyond the pixels that cover it.</summary>
    public const int Reach = 1;

    private readonly FrameSize _full;
    private readonly FrameSize _small;
    private readonly int _quarters;
    private readonly RowWorkers _workers;
    private readonly RowBlock _reducePass;
    private readonly RowBlock _addPass;
    private readonly WorkerRows[] _rows;
    private nint _source;
    private nint _smallSource;
    private nint _smallSharp;
    private nint _sharp;

    public QuarterScale(FrameSize full, int quarters, int threads)
    {
        (_full, _small, _quarters) = (full, Reduced(full, quarters), quarters);
        var groups = (full.Width + 3) / 4;
        _workers = new RowWorkers(threads, 1);
        _rows = [.. Enumerable.Range(0, threads).Select(_ => new WorkerRows(groups, quarters))];
        (_reducePass, _addPass) = (ReduceRows, AddRows);
    }

    /// <summary>A side's quarters, rounded up.</summary>
    public static FrameSize Reduced(FrameSize full, int quarters) =>
        new((full.Width * quarters + 3) / 4, (full.Height * quarters + 3) / 4);

    /// <summary>Writes the reduced picture; both packed BGR.</summary>
    public unsafe void Reduce(ReadOnlySpan<byte> source, Span<byte> reduced)
    {
        fixed (byte* from = source, to = reduced)
        {
            (_source, _smallSource) = ((nint)from, (nint)to);
            _workers.For(_small.Height, _reducePass);
        }
    }

    /// <summary>sharp = source + enlarged (reducedSharp - reducedSource), clamped to bytes; all packed BGR.</summary>
    public void AddDifference(nint source, nint reducedSource, nint reducedSharp, nint sharp)
    {
        (_source, _smallSource, _smallSharp, _sharp) = (source, reducedSource, reducedSharp, sharp);
        _workers.For(_full.Height, _addPass);
    }

    /// <summary>Enlarges a blur map, whose radii become larger with the picture, up to a limit in pixels.</summary>
    public void EnlargeRadii(ReadOnlySpan<float> small, FrameSize smallSize, Span<float> full, FrameSize fullSize, float limit) =>
        Enlarge(small, smallSize, full, fullSize, 4f / _quarters, limit);

    /// <summary>Enlarges a map whose values do not depend on the size of the picture.</summary>
    public void EnlargeMap(ReadOnlySpan<float> small, FrameSize smallSize, Span<float> full, FrameSize fullSize) =>
        Enlarge(small, smallSize, full, fullSize, 1, float.PositiveInfinity);

    private void Enlarge(
        ReadOnlySpan<float> small, FrameSize smallSize, Span<float> full, FrameSize fullSize, float factor, float limit)
    {
        for (var y = 0; y < fullSize.Height; y++)
        {
            var (above, down) = At(y, smallSize.Height);
            var first = small.Slice(above * smallSize.Width, smallSize.Width);
            var second = small.Slice(Math.Min(above + 1, smallSize.Height - 1) * smallSize.Width, smallSize.Width);
            for (var x = 0; x < fullSize.Width; x++)
            {
                var (left, across) = At(x, smallSize.Width);
                var right = Math.Min(left + 1, smallSize.Width - 1);
                var upper = first[left] + (first[right] - first[left]) * across;
                var lower = second[left] + (second[right] - second[left]) * across;
                full[y * fullSize.Width + x] = Math.Min(limit, (upper + (lower - upper) * down) * factor);
            }
        }
    }

    public void Dispose() => _workers.Dispose();

    /// <summary>Where the centre of a cell of the full map lies in the small one: the cell before it, and the way to the next.</summary>
    private (int Cell, float Way) At(int index, int count)
    {
        var at = Math.Clamp((index + 0.5f) * _quarters / 4 - 0.5f, 0, count - 1);
        return ((int)at, at - (int)at);
    }

    private static unsafe ReadOnlySpan<byte> Row(nint picture, FrameSize size, int y) =>
        new((byte*)picture + (long)Math.Clamp(y, 0, size.Height - 1) * size.Width * 3, size.Width * 3);

    private unsafe void ReduceRows(int worker, int first, int end)
    {
        for (var y = first; y < end; y++)
        {
            var (top, phase) = (y / _quarters * 4, y % _quarters);
            var weights = QuarterRows.Weights(_quarters, phase);
            _rows[worker].Reduce(
                Row(_source, _full, top), Row(_source, _full, top + 1), Row(_source, _full, top + 2), Row(_source, _full, top + 3), weights,
                new Span<byte>((byte*)_smallSource + (long)y * _small.Width * 3, _small.Width * 3));
        }
    }

    private unsafe void AddRows(int worker, int first, int end)
    {
        var rows = _rows[worker];
        rows.Forget();
        for (var y = first; y < end; y++)
        {
            var (offset, eighths) = QuarterRows.Phase(_quarters, y % 4);
            var above = y / 4 * _quarters + offset;
            QuarterRows.AddBetween(
                Row(_source, _full, y), Enlarged(rows, above), Enlarged(rows, above + 1), eighths,
                new Span<byte>((byte*)_sharp + (long)y * _full.Width * 3, _full.Width * 3));
        }
    }

    private ReadOnlySpan<short> Enlarged(WorkerRows rows, int y) =>
        rows.Enlarged(y, Row(_smallSharp, _small, y), Row(_smallSource, _small, y));
}
