using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>A frame of a queue while it is being made. Disposing releases it, unless it was posted.</summary>
/// <param name="frame">The draft; owned.</param>
/// <param name="alpha">A byte for each of its pixels; empty without alpha.</param>
/// <param name="queue">Where its buffer came from, and where it goes.</param>
internal sealed class FrameDraft(Frame frame, byte[] alpha, FrameQueue queue) : IDisposable
{
    private Frame? _frame = frame;

    /// <summary>The draft, to be filled.</summary>
    public Frame Frame => _frame ?? throw new ObjectDisposedException(nameof(FrameDraft));

    /// <summary>Its alpha, to be filled; empty without.</summary>
    public Span<byte> Alpha => alpha;

    /// <summary>Publishes the frame and posts it to the queue.</summary>
    /// <param name="sequence">Its number in the video, from 0.</param>
    /// <param name="capturedAt">When it was read, in ticks of the system's clock.</param>
    /// <param name="time">When it is shown, in ticks of the video's time base.</param>
    public void Post(long sequence, long capturedAt, long time)
    {
        Frame.Publish(sequence, capturedAt);
        queue.Post(new TimedFrame(Frame, alpha, time, queue));
        _frame = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_frame is null)
            return;
        _frame.Dispose();
        _frame = null;
        queue.Release(alpha);
    }
}
