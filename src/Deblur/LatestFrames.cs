using System.Runtime.CompilerServices;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>Frames for <c>await foreach</c>, beside the observables.</summary>
public static class LatestFrames
{
    /// <summary>
    /// The newest frame each time one is asked for: a reader that is slower than the stream skips frames, and never delays it. Each lease
    /// ends when the next one is asked for or the loop is left.
    /// </summary>
    /// <param name="frames">Lent during <c>OnNext</c>. Subscribed to by each loop, for as long as it runs.</param>
    /// <param name="cancellation">Ends the loop with <see cref="OperationCanceledException"/>.</param>
    /// <returns>It ends with the stream, and throws what the stream fails with. The last frame is delivered before that.</returns>
    public static IAsyncEnumerable<FrameLease> Latest(this IObservable<DeblurredFrame> frames, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return ReadAsync(frames, cancellation);
    }

    private static async IAsyncEnumerable<FrameLease> ReadAsync(
        IObservable<DeblurredFrame> frames, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var mailbox = new Mailbox<DeblurredFrame>(depth: 1);
        var reader = new Reader(mailbox);
        using var subscription = frames.Subscribe(reader); // disposed before the mailbox, which rejects what still comes
        while (true)
        {
            await reader.WaitAsync(cancellation).ConfigureAwait(false);
            var hasEnded = reader.HasEnded; // read before the mailbox: the last frame was posted before the end
            if (mailbox.TryTake(out var frame))
            {
                using var lease = new FrameLease(frame);
                yield return lease;
            }
            else if (hasEnded)
            {
                reader.ThrowIfFailed();
                yield break;
            }
        }
    }

#pragma warning disable CA1001 // the semaphore has no handle to release, and a frame may come while the loop is left
    private sealed class Reader(Mailbox<DeblurredFrame> mailbox) : IObserver<DeblurredFrame>
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim _arrived = new(0);
        private Exception? _failure;
        private volatile bool _hasEnded;

        public bool HasEnded => _hasEnded;

        /// <summary>Waits for a frame or the end; returns at once after the end.</summary>
        public Task WaitAsync(CancellationToken cancellation) => _hasEnded ? Task.CompletedTask : _arrived.WaitAsync(cancellation);

        public void ThrowIfFailed()
        {
            if (_failure is { } failure)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        public void OnNext(DeblurredFrame value)
        {
            mailbox.Post(value.Share());
            Wake();
        }

        public void OnCompleted()
        {
            _hasEnded = true;
            Wake();
        }

        public void OnError(Exception error)
        {
            _failure = error;
            OnCompleted();
        }

        // One waiting signal is enough: whoever takes it takes the newest frame.
        private void Wake()
        {
            if (_arrived.CurrentCount == 0)
                _arrived.Release();
        }
    }
}
