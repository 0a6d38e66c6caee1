using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Focus;

/// <summary>One focus point, read frame after frame for whatever moves the lens.</summary>
/// <param name="assist">Observes the frames.</param>
/// <param name="point">Number of the point.</param>
public sealed class PointProbe(FocusAssist assist, int point) : IRadiusProbe
{
    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled, or the point was removed.</exception>
    public async ValueTask<RadiusSample> NextAsync(long fromSequence, CancellationToken cancellation)
    {
        var (reading, sequence, capturedAt) = await assist.NextAsync(point, fromSequence, cancellation).ConfigureAwait(false);
        return new RadiusSample(sequence, capturedAt, reading.Radius, reading.Confidence);
    }
}
