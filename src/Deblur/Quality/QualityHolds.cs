namespace P2IKT.Live.Deblur.Quality;

/// <summary>Who wants the level of quality to stay as it is for now. A hold that is not given back ends by itself. Thread-safe.</summary>
internal sealed class QualityHolds(TimeProvider time)
{
    /// <summary>How long one hold counts at most: results may be late for so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Hold> _holds = [];

    /// <summary>Whether there is a hold.</summary>
    public bool Any
    {
        get
        {
            lock (_gate)
            {
                _holds.RemoveAll(hold => time.GetElapsedTime(hold.Began) >= Limit);
                return _holds.Count > 0;
            }
        }
    }

    /// <summary>Begins a hold, which ends when it is disposed.</summary>
    public IDisposable Begin()
    {
        var hold = new Hold(this, time.GetTimestamp());
        lock (_gate)
            _holds.Add(hold);
        return hold;
    }

    private sealed class Hold(QualityHolds owner, long began) : IDisposable
    {
        public long Began => began;

        public void Dispose()
        {
            lock (owner._gate)
                owner._holds.Remove(this);
        }
    }
}
