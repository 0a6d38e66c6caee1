namespace P2IKT.Live.Focus.Readings;

/// <summary>The snapshots of the last frames, made once and written over in turns. Not thread-safe.</summary>
/// <param name="count">How many are kept.</param>
/// <param name="sequenceOf">Number of a snapshot's frame; below 0: none yet.</param>
internal sealed class SnapshotRing<T>(int count, Func<T, long> sequenceOf)
    where T : class, new()
{
    private readonly T[] _snapshots = [.. Enumerable.Range(0, count).Select(static _ => new T())];
    private int _newest;

    /// <summary>The snapshot of the last frame; null when there was none.</summary>
    public T? Newest => sequenceOf(_snapshots[_newest]) < 0 ? null : _snapshots[_newest];

    /// <summary>The snapshot that the next frame is written to: it has been the oldest, and is the newest now.</summary>
    public T Advance() => _snapshots[_newest = (_newest + 1) % _snapshots.Length];

    /// <summary>The snapshot of a frame; null when it was not observed, or too long ago.</summary>
    /// <param name="sequence">Number of the frame. Of two with the same, the newer one is meant: a source has begun anew.</param>
    public T? Find(long sequence)
    {
        for (var age = 0; age < _snapshots.Length; age++)
        {
            var snapshot = _snapshots[(_newest - age + _snapshots.Length) % _snapshots.Length];
            if (sequence >= 0 && sequenceOf(snapshot) == sequence)
                return snapshot;
        }
        return null;
    }
}
