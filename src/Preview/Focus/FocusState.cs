using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Focus;

/// <summary>The answer of <c>GET /api/focus</c>: what the page needs beside the readings, which come with each frame.</summary>
/// <param name="Points">The focus points, in the order of their numbers.</param>
/// <param name="MaxPoints">How many points there can be.</param>
/// <param name="Tolerance">Largest blur radius that counts as in focus, in pixels of the frame.</param>
/// <param name="ResolvableRadius">Below this radius, in pixels of the frame, the live view is the limit, not the lens.</param>
/// <param name="SensorWidth">Width of the sensor in pixels of the stills; null while it is not known.</param>
/// <param name="HasLens">Whether there is a lens under <c>/api/focus/lens</c>.</param>
/// <param name="HasCamera">Whether there is a tethered camera, with <c>/api/camera/pointer</c>.</param>
internal sealed record FocusState(
    IReadOnlyList<FocusPoint> Points, int MaxPoints, float Tolerance, float ResolvableRadius, int? SensorWidth, bool HasLens,
    bool HasCamera)
{
    /// <summary>The state of focus points, and whether there is a lens beside them.</summary>
    public static FocusState Of(FocusAssist focus, bool hasLens, bool hasCamera) =>
        new(focus.Points, FocusPoint.Max, focus.Tolerance, FocusReading.ResolvableRadius, focus.SensorWidth, hasLens, hasCamera);
}
