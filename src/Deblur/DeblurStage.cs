using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Deblur;

/// <summary>
/// Deblurs the newest frame of a stream on a thread of its own: frames come in through a mailbox of depth 1, so a network slower than
/// the camera skips frames instead of falling behind.
/// </summary>
/// <remarks>
/// <see cref="Frames"/> lends its frames (see <see cref="DeblurredFrame"/>), completes after the source has and the last frame is
/// through, and errs when the source does or the network fails. Every frame taken in is either deblurred or counted as dropped.
/// </remarks>
public sealed class DeblurStage : IAsyncDisposable
{
    private readonly Func<FrameSize, DeblurSession> _open;
    private readonly FramePools _sharpPools;
    private readonly FramePools _blurPools;
    private readonly Mailbox<Frame> _mailbox = new(depth: 1);
    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly Subject<long> _starving = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly IDisposable _subscription;
    private Exception? _sourceFailure;
    private DeblurSession _session;
    private long _deblurred;
    private long _starved;
    private int _disposed;

    /// <summary>Begins to take frames in.</summary>
    /// <param name="frames">The captured stream; lent frames, <see cref="PixelFormat.Bgr24"/>.</param>
    /// <param name="first">A session for the stream's first size, made by the caller so that it fails early; owned from here on.</param>
    /// <param name="open">Makes the session when the stream changes its size.</param>
    /// <param name="options">Defaults when null.</param>
    public DeblurStage(IObservable<Frame> frames, DeblurSession first, Func<FrameSize, DeblurSession> open, DeblurStageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(open);
        var buffers = (options ?? new DeblurStageOptions()).Buffers;
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 1, nameof(options));
        (_open, _session) = (open, first);
        (_sharpPools, _blurPools) = (new FramePools(buffers, PixelFormat.Bgr24), new FramePools(buffers, PixelFormat.Float32));
        _thread = new Thread(Run) { Name = "deblur", IsBackground = true };
        _thread.Start();
        _subscription = frames.Subscribe(frame => _mailbox.Post(frame.Share()), Fail, _mailbox.Complete);
    }

    /// <summary>The deblurred frames, lent for the duration of <c>OnNext</c>, on the stage's thread.</summary>
    public IObservable<DeblurredFrame> Frames => _frames;

    /// <summary>
    /// Numbers of frames that were not deblurred because receivers held all buffers, on the stage's thread: for whoever waits for
    /// the result of a certain frame.
    /// </summary>
    public IObservable<long> Starving => _starving;

    /// <summary>The network at work now; another one after the stream has changed its size.</summary>
    public DeblurSession Session => _session;

    /// <summary>Frames that were deblurred and lent out.</summary>
    public long Deblurred => Interlocked.Read(ref _deblurred);

    /// <summary>Frames that were taken in and not deblurred: displaced by a newer one, without a free buffer, or left at the end.</summary>
    public long Dropped
    {
        get
        {
            var counts = _mailbox.Counts;
            return counts.Dropped + counts.Undrained + counts.Rejected + Interlocked.Read(ref _starved);
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

    /// <summary>Stops, and gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _subscription.Dispose();
        _mailbox.Dispose();
        if (Thread.CurrentThread != _thread) // an observer may dispose the stage from within OnNext
            await _ended.Task;
        _frames.Dispose();
    }

    private void Fail(Exception failure)
    {
        _sourceFailure = failure;
        _mailbox.Complete();
    }

    private void Run()
    {
        try
        {
            while (_mailbox.Take(out var frame))
            {
                using (frame)
                    Deblur(frame);
            }
            if (_sourceFailure is { } failure)
                _frames.OnError(failure);
            else
                _frames.OnCompleted();
        }
#pragma warning disable CA1031 // the thread's last resort: the failure belongs to the observers, and the process must live
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _subscription?.Dispose();
            _mailbox.Dispose();
            if (!_frames.IsDisposed)
                _frames.OnError(failure);
        }
        finally
        {
            _session.Dispose();
            _sharpPools.Dispose();
            _blurPools.Dispose();
            _ended.TrySetResult();
        }
    }

    private void Deblur(Frame source)
    {
        if (source.Size != _session.Size)
        {
            var next = _open(source.Size); // may fail, and then the old one is still there to be disposed once
            _session.Dispose();
            _session = next;
        }
        if (!TryRent(out var sharp, out var blur))
        {
            Interlocked.Increment(ref _starved);
            _starving.OnNext(source.Sequence);
            return;
        }
        using var result = new DeblurredFrame(source.Share(), sharp, blur, _session.Model.BlurStride);
        var start = Stopwatch.GetTimestamp();
        _session.Run(source, sharp, blur);
        sharp.Publish(source.Sequence, source.CapturedAt);
        blur.Publish(source.Sequence, source.CapturedAt);
        Times.RecordSince(start);
        Latency.RecordSince(source.CapturedAt);
        Interlocked.Increment(ref _deblurred);
        _frames.OnNext(result);
    }

    private bool TryRent(out Frame sharp, out Frame blur)
    {
        blur = null!;
        if (!_sharpPools.For(_session.Size).TryRent(out sharp!))
            return false;
        if (_blurPools.For(_session.BlurSize).TryRent(out blur!))
            return true;
        sharp.Dispose();
        return false;
    }
}
