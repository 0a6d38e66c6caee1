namespace P2IKT.Live.Preview.Live;

/// <summary>One encoded picture, for whoever needs no stream. Disposing gives its buffer back; once.</summary>
internal sealed class SinglePicture : IDisposable
{
    private readonly EncodedFrame _frame; // retained

    private SinglePicture(EncodedFrame frame, ReadOnlyMemory<byte> jpeg) => (_frame, Jpeg) = (frame, jpeg);

    /// <summary>Number of the frame.</summary>
    public long Sequence => _frame.Sequence;

    /// <summary>The picture; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Jpeg { get; }

    /// <summary>
    /// Waits for the newest picture; null when there is none within <see cref="ViewerLimits.SnapshotTimeout"/>, the live view closes, or
    /// it is stopped.
    /// </summary>
    /// <param name="loop">Encodes it.</param>
    /// <param name="part">Which picture of the frame.</param>
    /// <param name="limits">The clock, and how long to wait.</param>
    /// <param name="stop">Gives up waiting.</param>
    public static async Task<SinglePicture?> NextAsync(EncoderLoop loop, FrameParts part, ViewerLimits limits, CancellationToken stop)
    {
        if (!loop.MayHaveFrame)
            return null;
        var slot = loop.Slots.Join(part, acknowledges: false);
        using var timeout = limits.Time.CreateTimer(_ => slot.Close(), null, limits.SnapshotTimeout, Timeout.InfiniteTimeSpan);
        using var stopped = stop.Register(slot.Close);
        try
        {
            return await slot.NextAsync().ConfigureAwait(false) is { } frame
                ? new SinglePicture(frame, frame[part, slot.Granted.Form]) : null;
        }
        finally
        {
            loop.Slots.Leave(slot);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _frame.Release();
}
