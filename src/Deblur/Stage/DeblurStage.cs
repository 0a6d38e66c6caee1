using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// Deblurs the newest frame of a stream on a thread of its own: frames come in through a mailbox of depth 1, so a network slower than
/// the camera skips frames instead of falling behind.
/// </summary>
/// <remarks>
/// <see cref="Frames"/> lends its frames (see <see cref="DeblurredFrame"/>), completes after the source has and the last frame is
/// through, and errs when the source does or the network fails. Every frame taken in is either deblurred or counted as dropped;
/// one that nobody wanted is not taken in, and counted by the demand.
/// A session for another rung of quality, or a better one than the present, is prepared on another thread while this one serves, and
/// takes over between two frames.
/// </remarks>
public sealed class DeblurStage : IAsyncDisposable
{
    private static readonly TimeSpan LastFrameTimeout = TimeSpan.FromSeconds(2);

    private readonly ActiveSession _serving;
    private readonly TimeProvider _time;
    private readonly FrameDemand? _demand;
    private readonly FramePools _sharpPools;
    private readonly FramePools _blurPools;
    private readonly Mailbox<Frame> _mailbox = new(depth: 1);
    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly Subject<long> _bufferExhausted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly IDisposable _subscription;
    private Exception? _sourceFailure;
    private readonly long[] _deblurredOn = new long[QualityLadder.Rungs.Count];
    private long _deblurred;
    private long _exhaustedSince;
    private long _abandoned;
    private bool _givesUp;
    private int _disposed;

    /// <summary>Begins to take frames in.</summary>
    /// <param name="frames">The captured stream; lent frames, <see cref="PixelFormat.Bgr24"/>.</param>
    /// <param name="first">A session for the stream's first size, made by the caller so that it fails early; owned from here on.</param>
    /// <param name="open">Makes another session: for a size the stream has changed to, on this stage's thread, or in the background.</param>
    /// <param name="options">Defaults when null.</param>
    public DeblurStage(IObservable<Frame> frames, DeblurSession first, Func<SessionPlan, DeblurSession> open, DeblurStageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(open);
        options ??= new DeblurStageOptions();
        var buffers = options.Buffers;
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 1, nameof(options));
        _time = options.Time;
        (_serving, _demand) = (new ActiveSession(first, open, options), options.Demand);
        Frames = _demand is { } demand ? Observable.Using(demand.Want, _ => _frames) : _frames;
        (_sharpPools, _blurPools) = (new FramePools(buffers, PixelFormat.Bgr24), new FramePools(buffers, PixelFormat.Float32));
        _thread = new Thread(Run) { Name = "deblur", IsBackground = true };
        _thread.Start();
        _subscription = frames.Subscribe(TakeIn, Fail, _mailbox.Complete);
    }

    /// <summary>
    /// The deblurred frames, lent for the duration of <c>OnNext</c>, on the stage's thread. Whoever is subscribed wants them, which
    /// counts as demand.
    /// </summary>
    public IObservable<DeblurredFrame> Frames { get; }

    /// <summary>The same frames for those who ask for them otherwise (<see cref="DeblurStageOptions.Demand"/>) or only watch them pass.</summary>
    public IObservable<DeblurredFrame> FramesWithoutDemand => _frames;

    /// <summary>
    /// Numbers of frames that were not deblurred because receivers held all buffers, on the stage's thread: for whoever waits for
    /// the result of a certain frame.
    /// </summary>
    public IObservable<long> BufferExhausted => _bufferExhausted;

    /// <summary>What the user should know: another rung of quality, another provider. On the stage's thread.</summary>
    public IObservable<Notice> Notices => _serving.Notices;

    /// <summary>The network at work now; another one after a change of the stream's size or of the rung of quality.</summary>
    public DeblurSession Session => _serving.Current;

    /// <summary>Frames that were deblurred and lent out.</summary>
    public long Deblurred => Interlocked.Read(ref _deblurred);

    /// <summary>Those of <see cref="Deblurred"/> that came from this rung.</summary>
    public long DeblurredOn(QualityRung rung) => Interlocked.Read(ref _deblurredOn[(int)rung]);

    /// <summary>Frames that were taken in and not deblurred: displaced by a newer one, without a free buffer, or left at the end.</summary>
    public long Dropped
    {
        get
        {
            var counts = _mailbox.Counts;
            return counts.Dropped + counts.Undrained + counts.Rejected + Interlocked.Read(ref _exhaustedSince) + Interlocked.Read(ref _abandoned);
        }
    }

    /// <summary>Results that some owner still holds, of whatever size.</summary>
    public int Outstanding => _sharpPools.Outstanding + _blurPools.Outstanding;

    /// <summary>How long the network took for a frame.</summary>
    public DurationHistogram Times { get; } = new();

    /// <summary>From the capture of a frame until its result was there.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>Completes when the stage has ended, in whichever way; never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// The stream ends soon: a frame that is still under way in two seconds is given up, and counts as dropped. So does every frame that
    /// comes after it.
    /// </summary>
    public void EndSoon()
    {
        var timer = _time.CreateTimer(_ => GiveUp(), null, LastFrameTimeout, Timeout.InfiniteTimeSpan);
        _ended.Task.ContinueWith(_ => timer.Dispose(), TaskScheduler.Default);
    }

    /// <summary>Stops, and gives everything back. A frame that is still under way in two seconds is given up, and counts as dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _subscription.Dispose();
        _mailbox.Dispose();
        if (Thread.CurrentThread != _thread) // an observer may dispose the stage from within OnNext
        {
            EndSoon();
            await _ended.Task;
        }
        _frames.Dispose();
    }

    private void GiveUp()
    {
        Volatile.Write(ref _givesUp, true);
        _serving.Current.Abandon();
    }

    private void TakeIn(Frame frame)
    {
        if (_demand is { IsWanted: false })
            _demand.Skip(frame.CapturedAt);
        else
            _mailbox.Post(frame.Share());
    }

    private void Fail(Exception failure)
    {
        _sourceFailure = failure;
        _mailbox.Complete();
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            while (_mailbox.Take(out var frame))
            {
                using (frame)
                    Deblur(frame);
            }
            failure = _sourceFailure;
        }
#pragma warning disable CA1031 // the thread's last resort: the failure belongs to the observers, and the process must live
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
            IgnoreErrors(() => _subscription?.Dispose());
            IgnoreErrors(_mailbox.Dispose);
        }
        if (!_frames.IsDisposed)
            IgnoreErrors(failure is null ? _frames.OnCompleted : () => _frames.OnError(failure));
        IgnoreErrors(_serving.Dispose);
        IgnoreErrors(_sharpPools.Dispose);
        IgnoreErrors(_blurPools.Dispose);
        _ended.TrySetResult();
    }

    /// <summary>An observer without an OnError handler rethrows, on this thread, where nobody could catch it and the process would die.</summary>
    private static void IgnoreErrors(Action last)
    {
        try
        {
            last();
        }
#pragma warning disable CA1031 // the stream has ended; what fails after that changes nothing
        catch (Exception)
#pragma warning restore CA1031
        {
            // See above.
        }
    }

    private void Deblur(Frame source)
    {
        var session = _serving.For(source.Size);
        if (!TryRent(session, out var sharp, out var blur))
        {
            Interlocked.Increment(ref _exhaustedSince);
            _bufferExhausted.OnNext(source.Sequence);
            return;
        }
        using var result = new DeblurredFrame(source.Share(), sharp, blur, session.Model.BlurStride);
        var start = Stopwatch.GetTimestamp();
        try
        {
            session.Run(source, sharp, blur);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _givesUp))
        {
            Interlocked.Increment(ref _abandoned);
            return; // nobody waits for its result any more: the stream has been stopped
        }
        sharp.Publish(source.Sequence, source.CapturedAt);
        blur.Publish(source.Sequence, source.CapturedAt);
        var end = Stopwatch.GetTimestamp();
        Times.Record(end - start);
        Latency.Record(end - source.CapturedAt);
        Interlocked.Increment(ref _deblurredOn[(int)session.Rung]);
        Interlocked.Increment(ref _deblurred);
        _serving.Observe(source.CapturedAt, start, end);
        _frames.OnNext(result);
        _serving.AskForNext();
    }

    private bool TryRent(DeblurSession session, out Frame sharp, out Frame blur)
    {
        blur = null!;
        if (!_sharpPools.For(session.Size).TryRent(out sharp!))
            return false;
        if (_blurPools.For(session.BlurSize).TryRent(out blur!))
            return true;
        sharp.Dispose();
        return false;
    }
}
