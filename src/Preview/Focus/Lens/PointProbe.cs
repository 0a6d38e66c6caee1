using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>Reads a focus point for whatever moves the lens.</summary>
internal sealed class PointProbe(FocusAssist focus, int point) : IRadiusProbe
{
    /// <inheritdoc/>
    public async ValueTask<RadiusSample> NextAsync(long fromSequence, CancellationToken cancellation)
    {
        var (reading, sequence, capturedAt) = await focus.NextAsync(point, fromSequence, cancellation).ConfigureAwait(false);
        return new RadiusSample(sequence, capturedAt, reading.Radius, reading.Confidence);
    }
}
