using System.Reactive.Subjects;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur;

public sealed class StageDemandTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly Subject<Frame> _camera = new();
    private readonly FrameDemand _demand = new();
    private FramePool? _pool;
    private long _sent;

    [Fact]
    public async Task Frames_ThatNobodyWants_AreNeitherDeblurredNorDropped()
    {
        var stage = Stage();
        using var watching = stage.FramesWithoutDemand.Subscribe(_ => Assert.Fail("A frame was deblurred."), _ => { });
        Publish();
        Publish();
        _camera.OnCompleted();
        await stage.Ended.WaitAsync(Timeout, Cancel);
        await stage.DisposeAsync();

        Assert.Equal((0L, 0L, 2L), (stage.Deblurred, stage.Dropped, _demand.Skipped));
    }

    [Fact]
    public async Task Frames_WithASubscriber_AreWantedForAsLongAsItStays()
    {
        await using var stage = Stage();
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscription = stage.Frames.Subscribe(_ => seen.TrySetResult(), _ => { });
        Publish();
        await seen.Task.WaitAsync(Timeout, Cancel);
        subscription.Dispose();
        Publish();

        Assert.Equal((1L, 1L), (stage.Deblurred, _demand.Skipped));
        Assert.False(_demand.IsWanted);
    }

    [Fact]
    public async Task Frames_WantedByWhoeverHoldsTheDemand_AreLentToThoseWhoOnlyWatch()
    {
        await using var stage = Stage();
        var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = stage.FramesWithoutDemand.Subscribe(frame => seen.TrySetResult(frame.Source.Sequence), _ => { });
        Publish();
        using (_demand.Want())
        {
            Publish();
            Assert.Equal(1, await seen.Task.WaitAsync(Timeout, Cancel));
        }
    }

    private DeblurStage Stage() =>
        new(_camera, Models.Session(new(16, 16)), plan => Models.Session(plan.Size), new DeblurStageOptions { Buffers = 2, Demand = _demand });

    private void Publish()
    {
        _pool ??= Pool(16, 16, 3);
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
        {
            frame.Publish(_sent, 100 + _sent++);
            _camera.OnNext(frame);
        }
    }
}
