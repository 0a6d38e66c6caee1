using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur.Plugins;

/// <summary>A stream whose provider fails between two frames: a real library, on the real ONNX Runtime.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ProviderRecoveryTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly FrameSize Size = new(64, 48);
    private readonly Subject<Frame> _camera = new();

    [Fact]
    public async Task Stream_WhoseProviderFails_GoesOnOnAnotherWithoutALostFrame()
    {
        using var library = new ProbeProvider("VanishingExecutionProvider");
        using var reference = Models.Session(Size);
        var asked = 0;
        await using var stage = Stage(library, (failed, failure) =>
        {
            asked++;
            Assert.Equal("Vanishing plug-in", failed.Provider.Name);
            Assert.Contains("the device is lost", failure.Message, StringComparison.Ordinal);
            return true;
        });
        var results = new List<(long Sequence, byte[] Sharp, string Level)>();
        var notices = new List<Notice>();
        using var watching = stage.Notices.Subscribe(notices.Add);
        using var frames = stage.Frames.Subscribe(
            frame => results.Add((frame.Sharp.Sequence, frame.Sharp.Pixels.ToArray(), frame.Level)), static _ => { });
        var pool = Pool(Size.Width, Size.Height, 4);
        for (var seed = 0; seed < 4; seed++)
        {
            if (seed == 2)
                library.Fail();
            await Send(pool, stage, seed);
        }
        Assert.Equal([0, 1, 2, 3], results.Select(static result => result.Sequence));
        foreach (var (sequence, sharp, _) in results) // each result is of its own frame, also that of the frame that failed
            Assert.InRange(Models.LargestDifference(sharp, Expected(reference, (int)sequence)), 0, 1);
        Assert.Equal(1, asked);
        var notice = Assert.Single(notices);
        Assert.Equal("provider-failed", notice.Code);
        Assert.Contains("CPU goes on", notice.Text, StringComparison.Ordinal);
        Assert.Equal(ExecutionProvider.Cpu, stage.Session.Provider.Provider);
        Assert.Single(results.Select(static result => result.Level).Distinct()); // the level that is shown is the one in use
        Assert.Equal((4, 0), (stage.Deblurred, stage.Dropped));
    }

    [Fact]
    public async Task Stream_WhoseProviderMayNotBeReplaced_EndsWithTheFailure()
    {
        using var library = new ProbeProvider("PinnedExecutionProvider");
        await using var stage = Stage(library, static (_, _) => false);
        Exception? failure = null;
        using var frames = stage.Frames.Subscribe(static _ => { }, error => failure = error);
        library.Fail();
        Publish(Pool(Size.Width, Size.Height, 4), 0);
        await stage.Ended.WaitAsync(Timeout, Cancel);
        Assert.Contains("the device is lost", Assert.IsType<DeblurException>(failure).Message, StringComparison.Ordinal);
    }

    private DeblurStage Stage(ProbeProvider library, Func<DeblurSession, DeblurException, bool> recover)
    {
        var plugin = new DeblurOptions { Provider = ExecutionProvider.Plugin, ProviderFolder = library.Folder };
        return new DeblurStage(
            _camera, DeblurSessions.Create(Models.Live, Size, plugin), static plan => Models.Session(plan.Size),
            new DeblurStageOptions { Recover = recover });
    }

    private async Task Send(FramePool pool, DeblurStage stage, int seed)
    {
        Publish(pool, seed);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Timeout);
        while (stage.Deblurred <= seed)
        {
            Assert.False(stage.Ended.IsCompleted, "The stage has ended.");
            await Task.Delay(1, timeout.Token);
        }
    }

    private void Publish(FramePool pool, int seed)
    {
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Models.Paint(frame, seed);
            frame.Publish(seed, 100 + seed);
            _camera.OnNext(frame);
        }
    }

    private static byte[] Expected(DeblurSession session, int seed)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return frame.Sharp.Draft.ToArray();
    }
}
