using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>A frame that takes long does not hold up the end of the program.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class AbandonTests : FrameTest
{
    private static readonly FrameSize Size = new(64, 48);

    public static TheoryData<string, bool, QualityRung, bool> Sessions => new()
    {
        { "p2ikt-live", false, QualityRung.Full, false },
        { "p2ikt-live", true, QualityRung.Full, false },
        { "p2ikt-live", false, QualityRung.Half, false },
        { "p2ikt-live", false, QualityRung.Full, true },
        { "bands", false, QualityRung.Full, false },
        { "refined", false, QualityRung.Full, false },
        { "family-24", false, QualityRung.Full, false },
    };

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Run_OfAnAbandonedSession_Ends(string model, bool wholeGraph, QualityRung rung, bool ensemble)
    {
        var options = new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = wholeGraph, Rung = rung, Ensemble = ensemble };
        using var session = DeblurSessions.Create(Models.Find(model), Size, options);
        using var frame = new SingleFrame(session);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);

        session.Abandon();

        Assert.Throws<OperationCanceledException>(() => session.Run(frame.Source, frame.Sharp, frame.Blur));
    }

    [Fact]
    public async Task Dispose_WhileAFrameTakesLong_GivesItUpAndCountsIt()
    {
        using var camera = new Subject<Frame>();
        var session = new EndlessSession(Models.Live, Size);
        var stage = new DeblurStage(camera, session, _ => throw new InvalidOperationException("No other session is asked for."));
        using var frames = stage.Frames.Subscribe(_ => { }, _ => { });
        Send(camera);
        Assert.True(session.Begun.Wait(TimeSpan.FromSeconds(60), Cancel));

        await stage.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        Assert.Equal((0, 1, 0), (stage.Deblurred, stage.Dropped, stage.Outstanding));
    }

    [Fact]
    public async Task EndSoon_WhileAFrameTakesLong_GivesItUpAndTheStreamCompletes()
    {
        using var camera = new Subject<Frame>();
        var session = new EndlessSession(Models.Live, Size);
        await using var stage = new DeblurStage(camera, session, _ => throw new InvalidOperationException("No other session is asked for."));
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var frames = stage.Frames.Subscribe(_ => { }, completed.SetException, completed.SetResult);
        Send(camera);
        Assert.True(session.Begun.Wait(TimeSpan.FromSeconds(60), Cancel));

        stage.EndSoon();
        camera.OnCompleted();

        await completed.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.Equal((0, 1), (stage.Deblurred, stage.Dropped));
    }

    private void Send(Subject<Frame> camera)
    {
        var pool = Pool(Size.Width, Size.Height, 2);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            frame.Publish(0, 0);
            camera.OnNext(frame);
        }
    }

    private sealed class EndlessSession(Model model, FrameSize size)
        : DeblurSession(model, size, new ProviderChoice(ExecutionProvider.Cpu, ""))
    {
        private readonly ManualResetEventSlim _abandoned = new();

        public ManualResetEventSlim Begun { get; } = new();

        protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
        {
            Begun.Set();
            _abandoned.Wait();
            throw new OperationCanceledException("The frame was given up.");
        }

        protected override void AbandonCore() => _abandoned.Set();

        protected override void Dispose(bool disposing)
        {
            // Its gates are looked at after its end.
        }
    }
}
