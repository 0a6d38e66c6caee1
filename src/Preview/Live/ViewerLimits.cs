namespace P2IKT.Live.Preview.Live;

/// <summary>How many viewers may connect, and how long the server waits for one.</summary>
/// <param name="MaxViewers">Viewers that watch at once.</param>
/// <param name="MaxWaiting">Viewers in line for a place; each further one is refused.</param>
/// <param name="SendTimeout">Longest time to send one picture; then the connection is cut.</param>
/// <param name="SnapshotTimeout">Longest wait of a snapshot for a picture.</param>
/// <param name="Time">Measures the two.</param>
internal sealed record ViewerLimits(int MaxViewers, int MaxWaiting, TimeSpan SendTimeout, TimeSpan SnapshotTimeout, TimeProvider Time)
{
    /// <summary>A viewer that has not acknowledged its picture for this long may be replaced where all places are taken.</summary>
    public TimeSpan StallTimeout { get; init; }
}
