using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Still;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// Deblurs the newest frame of a stream on a separate thread: frames come in through a mailbox of depth 1, so a network slower than the
/// camera skips frames instead of falling behind.
/// </summary>
/// <remarks>
/// <see cref="Frames"/> lends its frames (see <see cref="DeblurredFrame"/>). It completes after the source has and the last frame is
/// deblurred, and errs when the source does or the network fails. Every accepted frame is either deblurred or counted as dropped; a frame
/// without demand is not accepted, and counted by the demand.
/// A session for another level of quality, or a better one than the present, is prepared on another thread while the present one serves,
/// and takes over between two frames.
/// </remarks>
public sealed class DeblurStage : IAsyncDisposable
{
    private static readonly TimeSpan LastFrameTimeout = TimeSpan.FromSeconds(2);

    private readonly ActiveSession _serving;
    private readonly TimeProvider _time;
    private readonly FrameDemand? _demand;
    private readonly MapFilter? _filterMaps;
    private readonly StageRefinement _refinement;
    private readonly ResultPools _pools;
    private readonly StageCounts _counts;
    private readonly string[] _names; // of the levels
    private readonly Mailbox<Frame> _mailbox = new(depth: 1);
    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly Subject<long> _bufferExhausted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly IDisposable _subscription;
    private Exception? _sourceFailure;
    private bool _givesUp;
    private int _disposed;

    /// <summary>Starts the thread and accepts frames.</summary>
    /// <param name="frames">The captured stream; lent frames, <see cref="PixelFormat.Bgr24"/>.</param>
    /// <param name="first">A session for the stream's first size, made by the caller so that it fails early; owned from here on.</param>
    /// <param name="open">
    /// Makes another session: for a size the stream has changed to, on this stage's thread, or in the background.
    /// </param>
    /// <param name="options">Defaults when null.</param>
    public DeblurStage(
        IObservable<Frame> frames, DeblurSession first, Func<SessionPlan, DeblurSession> open, DeblurStageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(open);
        options ??= new DeblurStageOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Buffers, 1, nameof(options));
        _time = options.Time;
        Ladder = options.Ladder ?? QualityLadder.Of(first.Model);
        _counts = new StageCounts(Ladder.Levels.Count);
        _names = [.. Ladder.Levels.Select(QualityLadder.FullNameOf)];
        (_serving, _demand, _filterMaps) = (new ActiveSession(first, open, Ladder, options), options.Demand, options.FilterMaps);
        Frames = _demand is { } demand ? Observable.Using(demand.Want, _ => _frames) : _frames;
        _refinement = new StageRefinement(_serving, options.Refine);
        _pools = new ResultPools(options.Buffers);
        _thread = new Thread(Run) { Name = "deblur", IsBackground = true };
        _thread.Start();
        _subscription = frames.Subscribe(Accept, Fail, _mailbox.Complete);
    }

    /// <summary>
    /// The deblurred frames, lent for the duration of <c>OnNext</c>, on the stage's thread. A subscription counts as demand.
    /// </summary>
    public IObservable<DeblurredFrame> Frames { get; }

    /// <summary>
    /// The same frames; a subscription does not count as demand. For observers with another demand, or that only measure.
    /// </summary>
    public IObservable<DeblurredFrame> FramesWithoutDemand => _frames;

    /// <summary>
    /// Numbers of frames that were not deblurred because receivers held all buffers, on the stage's thread: for an observer that waits for
    /// the result of a certain frame.
    /// </summary>
    public IObservable<long> BufferExhausted => _bufferExhausted;

    /// <summary>What the user should know: another level of quality, another provider. On the stage's thread.</summary>
    public IObservable<Notice> Notices => _serving.Notices;

    /// <summary>The network at work now; another one after a change of the stream's size or of the level of quality.</summary>
    public DeblurSession Session => _serving.Current;

    /// <summary>Frames that were deblurred and lent out.</summary>
    public long Deblurred => _counts.Deblurred;

    /// <summary>The levels of quality that results come from.</summary>
    public QualityLadder Ladder { get; }

    /// <summary>Index of the level that results come from now.</summary>
    public int Level => _serving.Level;

    /// <summary>Those of <see cref="Deblurred"/> that came from a level.</summary>
    /// <param name="level">Its index in <see cref="Ladder"/>.</param>
    public long DeblurredOn(int level) => _counts.DeblurredOn(level);

    /// <summary>Frames that were taken in and not deblurred: displaced by a newer one, without a free buffer, or left at the end.</summary>
    public long Dropped
    {
        get
        {
            var counts = _mailbox.Counts;
            return counts.Dropped + counts.Undrained + counts.Rejected + _counts.Lost;
        }
    }

    /// <summary>Buffers of results that some owner still holds, of all sizes.</summary>
    public int Outstanding => _pools.Outstanding;

    /// <summary>Time of the network for a frame.</summary>
    public DurationHistogram Times => _counts.Times;

    /// <summary>Time from the capture of a frame to its result.</summary>
    public DurationHistogram Latency => _counts.Latency;

    /// <summary>Completes when the stage has ended, with or without a failure; never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// Keeps the level of quality as it is, for whoever compares the results of several frames: each level reads another blur radius. The
    /// network then runs on every frame, and nothing is refined.
    /// Results that are late stay late until the hold is disposed; after 30 s it ends by itself. Thread-safe.
    /// </summary>
    public IDisposable HoldQuality() => _serving.HoldQuality();

    /// <summary>
    /// Announces the end of the stream: a frame that is still being deblurred after two seconds is abandoned, and counts as dropped. So
    /// does every frame after it.
    /// </summary>
    public void EndSoon()
    {
        var timer = _time.CreateTimer(_ => GiveUp(), null, LastFrameTimeout, Timeout.InfiniteTimeSpan);
        _ended.Task.ContinueWith(_ => timer.Dispose(), TaskScheduler.Default);
    }

    /// <summary>
    /// Stops the thread and releases all resources. A frame that is still being deblurred after two seconds is abandoned and dropped.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _subscription.Dispose();
        _mailbox.Dispose();
        if (Thread.CurrentThread != _thread) // an observer may dispose the stage from within OnNext
        {
            EndSoon();
            await _ended.Task.ConfigureAwait(false);
        }
        _frames.Dispose();
    }

    private void GiveUp()
    {
        Volatile.Write(ref _givesUp, true);
        _serving.Current.Abandon();
    }

    private void Accept(Frame frame)
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
#pragma warning disable CA1031 // the failure belongs to the observers, and must not end the process
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
            IgnoreErrors(() => _subscription?.Dispose());
            IgnoreErrors(_mailbox.Dispose);
        }
        if (!_frames.IsDisposed)
            IgnoreErrors(failure is null ? _frames.OnCompleted : () => _frames.OnError(failure));
        IgnoreErrors(_refinement.Dispose);
        IgnoreErrors(_serving.Dispose);
        IgnoreErrors(_pools.Dispose);
        _ended.TrySetResult();
    }

    /// <summary>An observer without an OnError handler rethrows on this thread, which would end the process.</summary>
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
        if (!_pools.TryRent(session, out var sharp, out var blur, out var confidence))
        {
            _counts.AddExhausted();
            _bufferExhausted.OnNext(source.Sequence);
            return;
        }
        using var result = new DeblurredFrame(source.Share(), sharp, blur, confidence, session.Model.BlurStride)
        {
            Level = _names[_serving.Level],
        };
        var start = Stopwatch.GetTimestamp();
        try
        {
            var still = _refinement.SceneOf(source);
            if (still?.TryReuse(session, sharp, blur, confidence) != true)
            {
                var seen = session.Rung == QualityRung.Source ? source : still?.Averaged(source) ?? source;
                session = Run(session, seen, sharp, blur, still?.ChangedFor(session));
                session.ReadConfidence(seen, blur, confidence);
                still?.Keep(session, sharp, blur, confidence);
            }
            (result.Refined, result.StillShare) = (still?.Compose(sharp), still?.StillShare ?? 0);
            _filterMaps?.Invoke(source, session.Model.BlurStride, session.BlurSize, blur.DraftValues, confidence.DraftValues);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _givesUp))
        {
            _counts.AddAbandoned();
            return; // the stream was stopped: its result is not needed
        }
        sharp.Publish(source.Sequence, source.CapturedAt);
        blur.Publish(source.Sequence, source.CapturedAt);
        confidence.Publish(source.Sequence, source.CapturedAt);
        var end = Stopwatch.GetTimestamp();
        _refinement.AddDuty(source.CapturedAt, end - start);
        _counts.AddResult(_serving.Level, source.CapturedAt, start, end);
        if (!_refinement.IsWhole) // else most frames cost nothing, which says nothing about the level
            _serving.Observe(source.CapturedAt, start, end, _mailbox.Counts.Dropped);
        _frames.OnNext(result);
        _serving.AskForNext();
    }

    /// <summary>
    /// Runs the frame; once more, as a whole, on another provider where the session's fails. Returns the session that has run it.
    /// </summary>
    private DeblurSession Run(DeblurSession session, Frame source, Frame sharp, Frame blur, PixelArea? changed)
    {
        while (true)
        {
            try
            {
                session.Update(source, sharp, blur, changed);
                return session;
            }
            catch (DeblurException failure) when (_serving.TryRecover(failure))
            {
                (session, changed) = (_serving.Current, null); // same size, level and model: the drafts fit
            }
        }
    }
}
