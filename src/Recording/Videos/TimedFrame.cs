using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// One owner's handle on a frame of a video and its timestamp. Disposing releases the frame, and lets the queue rent its buffer again.
/// </summary>
/// <param name="frame">The picture; owned.</param>
/// <param name="alpha">A byte for each of its pixels; empty without alpha.</param>
/// <param name="time">When it is shown, in ticks of the video's time base.</param>
/// <param name="queue">Where its buffer came from.</param>
internal sealed class TimedFrame(Frame frame, byte[] alpha, long time, FrameQueue queue) : IDisposable
{
#pragma warning disable CA2213 // Dispose takes it out of the field first, so that it is released once
    private Frame? _frame = frame;
#pragma warning restore CA2213

    /// <summary>The picture, packed BGR.</summary>
    public Frame Frame => _frame ?? throw new ObjectDisposedException(nameof(TimedFrame));

    /// <summary>Its alpha, a byte a pixel; empty for a video without alpha.</summary>
    public ReadOnlySpan<byte> Alpha => alpha;

    /// <summary>When it is shown, in ticks of the video's time base.</summary>
    public long Time => time;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _frame, null) is not { } held)
            return;
        held.Dispose();
        queue.Release(alpha);
    }
}
