using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Manual;

namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>The answer of <c>GET /api/focus/manual</c>: the newest frame, as it also comes with that frame.</summary>
/// <param name="Status">Whether anything can be read, or why not.</param>
/// <param name="Message">The same in one sentence that says what to do.</param>
/// <param name="Flipped">Of the two ends of the depth, whether the one higher in the picture is the nearer one.</param>
/// <param name="Points">One for each focus point, in the order of their numbers.</param>
internal sealed record ManualState(RingStatus Status, string Message, bool Flipped, IReadOnlyList<ManualPoint> Points)
{
    /// <summary>The newest state of focus points.</summary>
    public static ManualState Of(FocusAssist focus)
    {
        var snapshot = new ManualFocusSnapshot();
        focus.TryReadManual(null, snapshot);
        List<ManualPoint> points = [];
        foreach (var point in snapshot.Points)
            points.Add(ManualPoint.Of(point));
        return new(RingStatuses.Of(snapshot.Status), RingStatuses.Text(snapshot.Status), focus.IsDepthFlipped, points);
    }
}
