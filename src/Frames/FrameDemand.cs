namespace P2IKT.Live.Frames;

/// <summary>
/// Whether anybody wants frames now: viewers, a recorder, a run without a preview each hold a <see cref="Want"/> for as long as they
/// do. While nobody does, a source that knows it need not decode, and a deblurring stage need not deblur.
/// </summary>
/// <remarks>Any thread may call anything. Frames left out for want of demand are counted here, wherever they were left out.</remarks>
public sealed class FrameDemand
{
    private int _holders;
    private long _skipped;
    private long _skippedAt = long.MinValue;

    /// <summary>Whether somebody holds a <see cref="Want"/>.</summary>
    public bool IsWanted => Volatile.Read(ref _holders) > 0;

    /// <summary>Frames that were left out because nobody wanted them.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Wants frames from now until the result is disposed.</summary>
    public IDisposable Want() => new Holder(this);

    /// <summary>Counts a frame that is left out, captured at this time in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public void Skip(long capturedAt)
    {
        Interlocked.Exchange(ref _skippedAt, capturedAt);
        Interlocked.Increment(ref _skipped);
    }

    /// <summary>Whether the scene has gone on unseen since this capture time: a picture of then is not the newest there could be.</summary>
    public bool HasSkippedSince(long capturedAt) => Interlocked.Read(ref _skippedAt) > capturedAt;

    private sealed class Holder : IDisposable
    {
        private FrameDemand? _demand;

        public Holder(FrameDemand demand)
        {
            _demand = demand;
            Interlocked.Increment(ref demand._holders);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _demand, null) is { } demand)
                Interlocked.Decrement(ref demand._holders);
        }
    }
}
