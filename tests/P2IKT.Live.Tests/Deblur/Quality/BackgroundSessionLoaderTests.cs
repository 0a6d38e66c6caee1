using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur.Quality;

/// <summary>
/// How a stage goes from one session to another: with real sessions, and frames that claim to have been captured long ago.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class BackgroundSessionLoaderTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly FrameSize Small = new(32, 16);
    private readonly Subject<Frame> _camera = new();
    private readonly List<string> _notices = [];
    private FramePool? _pool;
    private long _sent;
    private long _captured = Stopwatch.GetTimestamp();

    [Fact]
    public async Task Frames_WhoseResultsAreLate_AreSoonMadeOnALowerRungAndTheUserIsTold()
    {
        await using var stage = Stage(plan => Open(plan));
        var seen = new List<long>();
        using var frames = stage.Frames.Subscribe(frame => seen.Add(frame.Source.Sequence), _ => { });
        using var notices = stage.Notices.Subscribe(notice => _notices.Add(notice.Text));
        await SendUntil(stage, () => stage.Session.Rung != QualityRung.Full, lateMs: 200);

        Assert.Equal(Enumerable.Range(0, seen.Count).Select(n => (long)n), seen); // no gap: each was deblurred, whichever session did it
        Assert.Contains("80 ms", _notices[0], StringComparison.Ordinal);
        Assert.Contains(stage.Ladder.Describe(stage.Level)!, _notices[0], StringComparison.Ordinal);
        Assert.Equal(stage.Deblurred, Enumerable.Range(0, stage.Ladder.Levels.Count).Sum(stage.DeblurredOn));
    }

    [Fact]
    public async Task Frames_ThatAreLateByWhatFollowsTheStage_AreMadeOnALowerRungToo()
    {
        await using var stage = Stage(plan => Open(plan), () => TimeSpan.FromMilliseconds(200));
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        await SendUntil(stage, () => stage.Session.Rung != QualityRung.Full, lateMs: 0);
    }

    [Fact]
    public async Task Frames_WhileTheNextSessionIsBeingMade_AreServedByThePresentOne()
    {
        using var gate = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        await using var stage = Stage(plan =>
        {
            asked.Set();
            gate.Wait(Timeout);
            return Open(plan);
        });
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        await SendUntil(stage, () => asked.IsSet, lateMs: 200);
        for (var i = 0; i < 20; i++)
            await Send(stage, lateMs: 200);
        Assert.Equal(QualityRung.Full, stage.Session.Rung);
        gate.Set();
        await SendUntil(stage, () => stage.Session.Rung != QualityRung.Full, lateMs: 200);
    }

    [Fact]
    public async Task Dispose_WhileTheNextSessionIsBeingMade_DoesNotWaitAndTheSessionIsDisposed()
    {
        using var gate = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var made = new TaskCompletionSource<DeblurSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stage = Stage(plan =>
        {
            asked.Set();
            gate.Wait(Timeout);
            var session = new WatchedSession(Models.Live, plan.Size);
            session.Disposed += () => made.TrySetResult(session);
            return session;
        });
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        await SendUntil(stage, () => asked.IsSet, lateMs: 200);
        await stage.DisposeAsync().AsTask().WaitAsync(Timeout, Cancel);
        gate.Set();
        await made.Task.WaitAsync(Timeout, Cancel);
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task Session_ThatCannotBeMade_IsToldAndThePresentOneGoesOn()
    {
        await using var stage = Stage(plan => throw new DeblurException("There is no room for it."));
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        using var notices = stage.Notices.Subscribe(notice => _notices.Add(notice.Text));
        await SendUntil(stage, () => _notices.Count > 0, lateMs: 200);
        await Send(stage, lateMs: 0);

        Assert.StartsWith("There is no room for it.", _notices[0], StringComparison.Ordinal);
        Assert.Equal((QualityRung.Full, _sent), (stage.Session.Rung, stage.Deblurred));
    }

    [Fact]
    public async Task Session_OfASizeThatTheStreamHasLeft_IsNotTakenOver()
    {
        using var gate = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var disposed = 0;
        await using var stage = Stage(plan =>
        {
            if (plan.Level.Rung == QualityRung.Full)
                return Models.Session(plan.Size);
            asked.Set();
            gate.Wait(Timeout);
            var session = new WatchedSession(Models.Live, plan.Size);
            session.Disposed += () => Interlocked.Increment(ref disposed);
            return session;
        });
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        await SendUntil(stage, () => asked.IsSet, lateMs: 200);
        _pool = Pool(48, 24, 4);
        await Send(stage, lateMs: 0);
        gate.Set();
        await SendUntil(stage, () => Volatile.Read(ref disposed) == 1, lateMs: 0);

        Assert.Equal(new FrameSize(48, 24), stage.Session.Size);
        Assert.IsNotType<WatchedSession>(stage.Session);
    }

    [Fact]
    public async Task Session_ThatStandsInForABetterOne_IsReplacedWhenThatIsReady()
    {
        await using var stage = new DeblurStage(_camera, new WatchedSession(Models.Live, Small, interim: true), Patient, new DeblurStageOptions { Buffers = 3 });
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        await SendUntil(stage, () => !stage.Session.IsInterim, lateMs: 0);
        Assert.Equal((QualityRung.Full, Small), (stage.Session.Rung, stage.Session.Size));
    }

    [Fact]
    public async Task Session_ThatStandsInForOneThatCannotBeMade_StaysAndIsNotAskedAboutAgain()
    {
        var asked = 0;
        DeblurSession Fail(SessionPlan plan)
        {
            Interlocked.Increment(ref asked);
            throw new DeblurException("The engine could not be built.");
        }

        await using var stage = new DeblurStage(_camera, new WatchedSession(Models.Live, Small, interim: true), Fail, new DeblurStageOptions { Buffers = 3 });
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        using var notices = stage.Notices.Subscribe(notice => _notices.Add(notice.Text));
        await SendUntil(stage, () => _notices.Count > 0, lateMs: 0);
        for (var i = 0; i < 10; i++)
            await Send(stage, lateMs: 0);
        Assert.Equal(1, asked);
        Assert.True(stage.Session.IsInterim);
    }

    private static DeblurSession Patient(SessionPlan plan)
    {
        Assert.False(plan.AllowInterim);
        return Open(plan);
    }

    private static DeblurSession Open(SessionPlan plan) =>
        DeblurSessions.Create(Models.Live, plan.Size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Rung = plan.Level.Rung });

    private DeblurStage Stage(Func<SessionPlan, DeblurSession> open, Func<TimeSpan>? afterwards = null) =>
        new(_camera, Models.Session(Small), open, new DeblurStageOptions { Buffers = 3, Latency = TimeSpan.FromMilliseconds(80), DownstreamLatency = afterwards });

    private async Task SendUntil(DeblurStage stage, Func<bool> condition, double lateMs)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Timeout);
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Send(stage, lateMs);
        }
    }

    /// <summary>Publishes a frame that was captured that long ago, and waits until it is through.</summary>
    private async Task Send(DeblurStage stage, double lateMs)
    {
        _pool ??= Pool(Small.Width, Small.Height, 4);
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
        {
            frame.Draft.Fill((byte)_sent);
            _captured = Math.Max(_captured + 1, Stopwatch.GetTimestamp() - (long)(lateMs * Stopwatch.Frequency / 1000));
            frame.Publish(_sent++, _captured);
            _camera.OnNext(frame);
        }
        while (stage.Deblurred < _sent)
        {
            Assert.False(stage.Ended.IsCompleted, "The stage has ended.");
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>A session that tells when it is disposed.</summary>
    private sealed class WatchedSession : DeblurSession
    {
        public WatchedSession(Model model, FrameSize size, bool interim = false)
            : base(model, size, new ProviderChoice(ExecutionProvider.Cpu, ""), interim ? QualityRung.Full : QualityRung.ThreeQuarters) => IsInterim = interim;

        public event Action? Disposed;

        protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
        {
            source.Pixels.CopyTo(sharp.Draft);
            blur.DraftValues.Clear();
        }

        protected override void AbandonCore()
        {
            // Its frames take no time.
        }

        protected override void Dispose(bool disposing) => Disposed?.Invoke();
    }
}
