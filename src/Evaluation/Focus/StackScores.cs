using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Names the sharpest picture of a focus stack at each textured cell, and counts how often that is right.</summary>
internal sealed class StackScores(IReadOnlyList<IFocusMeasure> measures)
{
    /// <summary>Sides of the window in pixels over which a measure is averaged; each is scored with the one that suits it best.</summary>
    public static readonly int[] Windows = [9, 17, 33];

    private const int Cell = 8; // pixels from one place to the next
    private const int TruthWindow = 25; // over which a picture is compared with the reference

    private readonly long[,] _exact = new long[measures.Count, Windows.Length];
    private readonly long[,] _near = new long[measures.Count, Windows.Length];
    private readonly long[,] _curveExact = new long[measures.Count, Windows.Length];
    private readonly long[,] _curveNear = new long[measures.Count, Windows.Length];
    private long _cells;

    /// <summary>How many of <see cref="Windows"/> a measure is scored with.</summary>
    public static int WindowsOf(IFocusMeasure measure) => measure.ComparesPlaces ? Windows.Length : 1;

    /// <summary>Cells that were compared.</summary>
    public long Cells => _cells;

    /// <summary>Adds a stack with a reference.</summary>
    public void Add(FocusStack stack)
    {
        var (truth, textured) = Truth(stack);
        var grid = new Size(stack.Reference!.Width / Cell, stack.Reference.Height / Cell);
        for (var m = 0; m < measures.Count; m++)
        {
            for (var w = 0; w < WindowsOf(measures[m]); w++)
            {
                var chosen = new int[grid.Width * grid.Height];
                var least = Enumerable.Repeat(float.PositiveInfinity, chosen.Length).ToArray();
                var radii = new float[chosen.Length, stack.Pictures.Count];
                var trust = new float[chosen.Length, stack.Pictures.Count];
                for (var position = 0; position < stack.Pictures.Count; position++)
                {
                    using var estimate = measures[m].Measure(stack.Pictures[position], Windows[w]);
                    for (var cell = 0; cell < chosen.Length; cell++)
                    {
                        var value = estimate.Blur.At<float>(Middle(cell / grid.Width), Middle(cell % grid.Width));
                        radii[cell, position] = value;
                        trust[cell, position] = estimate.Confidence?.At<float>(Middle(cell / grid.Width), Middle(cell % grid.Width)) ?? 0;
                        if (value < least[cell])
                            (least[cell], chosen[cell]) = (value, position);
                    }
                }
                if (measures[m].IsRadius)
                    CountCurves(stack, radii, trust, truth, textured, chosen, m, w);
                for (var cell = 0; cell < chosen.Length; cell++)
                {
                    if (!textured[cell])
                        continue;
                    _exact[m, w] += chosen[cell] == truth[cell] ? 1 : 0;
                    _near[m, w] += Math.Abs(chosen[cell] - truth[cell]) <= 1 ? 1 : 0;
                }
            }
        }
        _cells += textured.Count(static cell => cell);
    }

    /// <summary>The lines of the table; none before a stack was added.</summary>
    public IEnumerable<FocusScore> Lines()
    {
        if (_cells == 0)
            yield break;
        yield return new("stacks: sharpest picture exactly right, % of textured cells", true, Best(_exact), "0.0");
        yield return new("stacks: within one picture, % of textured cells", true, Best(_near), "0.0");
        yield return new("stacks: exactly right by the focus curve, %", true, Best(_curveExact, ofRadii: true), "0.0");
        yield return new("stacks: within one picture by the focus curve, %", true, Best(_curveNear, ofRadii: true), "0.0");
    }

    /// <summary>The same by the focus curve over all pictures; the smallest radius where there is none.</summary>
    private void CountCurves(
        FocusStack stack, float[,] radii, float[,] trust, int[] truth, bool[] textured, int[] smallest, int m, int w)
    {
        var peak = new SweepPeak(stack.Positions);
        var count = stack.Pictures.Count;
        var (row, confidences) = (new float[count], new float[count]);
        for (var cell = 0; cell < truth.Length; cell++)
        {
            if (!textured[cell])
                continue;
            for (var i = 0; i < count; i++)
                (row[i], confidences[i]) = (radii[cell, i], trust[cell, i]);
            var chosen = peak.OfRadii(row, confidences) is { IsValid: true } fit
                ? Math.Clamp((int)Math.Round(fit.BestPosition), 0, count - 1)
                : smallest[cell];
            _curveExact[m, w] += chosen == truth[cell] ? 1 : 0;
            _curveNear[m, w] += Math.Abs(chosen - truth[cell]) <= 1 ? 1 : 0;
        }
    }

    private static int Middle(int cell) => (cell * Cell) + (Cell / 2);

    private static (int[] Truth, bool[] Textured) Truth(FocusStack stack)
    {
        var reference = stack.Reference!;
        var (columns, rows) = (reference.Width / Cell, reference.Height / Cell);
        var truth = new int[columns * rows];
        var least = Enumerable.Repeat(float.PositiveInfinity, truth.Length).ToArray();
        for (var position = 0; position < stack.Pictures.Count; position++)
        {
            using var difference = WindowStatistics.SquareDifference(stack.Pictures[position], reference, TruthWindow);
            for (var cell = 0; cell < truth.Length; cell++)
            {
                var value = difference.At<float>(Middle(cell / columns), Middle(cell % columns));
                if (value < least[cell])
                    (least[cell], truth[cell]) = (value, position);
            }
        }
        using var mask = TextureMask.Of(reference);
        var textured = new bool[truth.Length];
        for (var cell = 0; cell < truth.Length; cell++)
            textured[cell] = mask.At<byte>(Middle(cell / columns), Middle(cell % columns)) != 0;
        return (truth, textured);
    }

    private List<double?> Best(long[,] counts, bool ofRadii = false) =>
    [
        .. Enumerable.Range(0, measures.Count).Select(m =>
        {
            var most = Enumerable.Range(0, Windows.Length).Max(w => counts[m, w]);
            return ofRadii && !measures[m].IsRadius ? (double?)null : 100.0 * most / _cells;
        }),
    ];
}
