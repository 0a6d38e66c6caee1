using P2IKT.Live.Focus.Manual;

namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>One focus point, read for a manual lens.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Status">Whether it can be read, or why not.</param>
/// <param name="Offset">
/// Signed defocus in pixels of blur radius: 0 in focus, positive when the point lies beyond the focus. Null when it cannot be read.
/// </param>
/// <param name="Sigma">Its standard deviation, in pixels; null when it cannot be read.</param>
/// <param name="Advice">How to turn the ring, such as "turn back by a third".</param>
internal sealed record ManualPoint(int Id, RingStatus Status, double? Offset, double? Sigma, string Advice)
{
    /// <summary>The state of a point.</summary>
    public static ManualPoint Of(PointDefocus point)
    {
        var isReadable = point.Status == ManualFocusStatus.Readable;
        return new(
            point.Point, RingStatuses.Of(point.Status), isReadable ? Math.Round(point.Offset, 2) : null,
            isReadable ? Math.Round(point.Sigma, 2) : null, point.Advice.ToString());
    }
}
