using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// The focus decision: a scene is photographed twice, focused near and far, and one reference is sharp everywhere. Where the two shots
/// differ visibly, the one closer to the reference is in focus.
/// </summary>
internal sealed class DecisionScores(IReadOnlyList<IFocusMeasure> measures)
{
    private const int Around = 9; // pixels, side of the window over which shots are compared
    private const double Visible = 8; // levels, root mean square over the window
    private readonly List<double>[,] _right = Make(measures.Count);

    /// <summary>Adds a scene. The caller owns the pictures.</summary>
    public void Add(Mat near, Mat far, Mat reference)
    {
        using var between = WindowStatistics.SquareDifference(near, far, Around);
        using var first = WindowStatistics.SquareDifference(near, reference, Around);
        using var second = WindowStatistics.SquareDifference(far, reference, Around);
        using var deciding = between.GreaterThan(Visible * Visible).ToMat();
        using var nearIsSharp = first.LessThan(second).ToMat();
        var pixels = Cv2.CountNonZero(deciding);
        if (pixels == 0)
            return;
        for (var m = 0; m < measures.Count; m++)
        {
            for (var w = 0; w < StackScores.WindowsOf(measures[m]); w++)
            {
                using var ofNear = measures[m].Measure(near, StackScores.Windows[w]);
                using var ofFar = measures[m].Measure(far, StackScores.Windows[w]);
                using var says = ofNear.Blur.LessThan(ofFar.Blur).ToMat();
                using var wrong = new Mat();
                Cv2.BitwiseXor(says, nearIsSharp, wrong);
                Cv2.BitwiseAnd(wrong, deciding, wrong);
                _right[m, w].Add(100.0 * (pixels - Cv2.CountNonZero(wrong)) / pixels);
            }
        }
    }

    /// <summary>The lines of the table; none before a scene was added.</summary>
    public IEnumerable<FocusScore> Lines()
    {
        if (_right[0, 0].Count == 0)
            yield break;
        yield return new("near or far in focus: right, mean of scenes, %", true, Best(static scenes => scenes.Average()), "0.0");
        yield return new("near or far in focus: right, worst scene, %", true, Best(static scenes => scenes.Min()), "0.0");
    }

    private static List<double>[,] Make(int count)
    {
        var lists = new List<double>[count, StackScores.Windows.Length];
        for (var m = 0; m < count; m++)
        {
            for (var w = 0; w < StackScores.Windows.Length; w++)
                lists[m, w] = [];
        }
        return lists;
    }

    private List<double?> Best(Func<List<double>, double> summary) =>
    [
        .. Enumerable.Range(0, measures.Count).Select(m => (double?)Enumerable.Range(0, StackScores.Windows.Length)
            .Where(w => _right[m, w].Count > 0).Max(w => summary(_right[m, w]))),
    ];
}
