namespace P2IKT.Live.Focus.Lens;

/// <summary>Reads one focus point frame after frame, for whatever moves the lens.</summary>
public interface IRadiusProbe
{
    /// <summary>The reading on the first frame from a number on, confident or not.</summary>
    /// <param name="fromSequence">Lowest number of the frame; 0 for the newest.</param>
    /// <param name="cancellation">Stops waiting.</param>
    ValueTask<RadiusSample> NextAsync(long fromSequence, CancellationToken cancellation);
}
