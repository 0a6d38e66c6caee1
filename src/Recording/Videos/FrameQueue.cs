using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// The way of a film's frames from one thread to the next: a pool, and a mailbox as deep as the pool. Where a camera's frames are
/// dropped, a film's wait: the maker of a frame waits here for a buffer, so the mailbox never overflows.
/// </summary>
/// <remarks>One thread rents and posts, one takes. The pool is reused from the first frame to the last.</remarks>
internal sealed class FrameQueue : IDisposable
{
    private readonly FramePool _pool;
    private readonly Mailbox<TimedFrame> _mailbox;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<byte[]> _alphas = [];

    /// <summary>Allocates the buffers.</summary>
    /// <param name="size">Size of every frame.</param>
    /// <param name="buffers">One for the thread that fills, one for the thread that reads, the others to wait in between.</param>
    /// <param name="alpha">Whether frames come with alpha, a byte for each pixel.</param>
    public FrameQueue(FrameSize size, int buffers, bool alpha = false)
    {
        for (var i = 0; alpha && i < buffers; i++)
            _alphas.Add(new byte[size.Pixels]);
        _pool = new FramePool(size, buffers);
        _mailbox = new Mailbox<TimedFrame>(buffers);
        _free = new SemaphoreSlim(buffers);
    }

    /// <summary>Buffers that some handle still holds.</summary>
    public int Outstanding => _pool.Outstanding;

    /// <summary>Waits for a free buffer.</summary>
    /// <returns>A draft: fill it and post it.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public FrameDraft Rent(CancellationToken stop)
    {
        _free.Wait(stop);
        _alphas.TryTake(out var alpha);
        return new FrameDraft(_pool.TryRent(out var frame) ? frame
            : throw new InvalidOperationException("A lane let more frames in than it has buffers."), alpha ?? [], this);
    }

    /// <summary>Posts a frame, with its ownership.</summary>
    public void Post(TimedFrame frame) => _mailbox.Post(frame);

    /// <summary>Waits for the next frame and takes it, with its ownership.</summary>
    /// <returns>False when no more will come.</returns>
    public bool Take([NotNullWhen(true)] out TimedFrame? frame) => _mailbox.Take(out frame);

    /// <summary>No more will be posted.</summary>
    public void Complete() => _mailbox.Complete();

    /// <summary>A buffer is free again.</summary>
    /// <param name="alpha">What the frame had for its alpha; empty without.</param>
    public void Release(byte[] alpha)
    {
        if (alpha.Length > 0)
            _alphas.Add(alpha);
        _free.Release();
    }

    /// <summary>Releases the frames that were not taken. Call it when no thread uses the queue any more.</summary>
    public void Drain() => _mailbox.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Drain();
        _pool.Dispose();
        _free.Dispose();
    }
}
