using System.Reactive.Subjects;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurStageTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly Subject<Frame> _camera = new();

    [Fact]
    public async Task Frames_ForEachFrameTakenIn_CarryItsNumberTimeAndPixels()
    {
        await using var stage = Stage(new(32, 16));
        var seen = new List<(long, long, byte)>();
        using var done = new CountdownEvent(3);
        using var subscription = stage.Frames.Subscribe(
            f =>
            {
                Assert.Equal(f.Source.CapturedAt, f.Sharp.CapturedAt);
                Assert.Equal(f.Source.Sequence, f.Blur.Sequence);
                seen.Add((f.Sharp.Sequence, f.Sharp.CapturedAt, f.Source.Pixels[0]));
                done.Signal();
            },
            _ => { });
        var pool = Pool(32, 16, 4);
        for (var i = 0; i < 3; i++)
        {
            Publish(pool, i, (byte)(10 * i));
            await Until(() => stage.Deblurred == i + 1);
        }
        Assert.True(done.Wait(Timeout, Cancel));
        Assert.Equal([(0, 100, 0), (1, 101, 10), (2, 102, 20)], seen);
    }

    [Fact]
    public async Task Frames_FasterThanTheNetwork_AreEachDeblurredOrCountedAsDropped()
    {
        const int sent = 200;
        var stage = Stage(new(64, 64));
        var last = -1L;
        using var subscription = stage.Frames.Subscribe(
            f =>
            {
                Assert.True(f.Sharp.Sequence > last);
                last = f.Sharp.Sequence;
            },
            _ => { });
        var pool = Pool(64, 64, 4);
        for (var i = 0; i < sent; i++)
            Publish(pool, i, 0);
        _camera.OnCompleted();
        await stage.Ended.WaitAsync(Timeout, Cancel);
        await stage.DisposeAsync();

        Assert.Equal(sent, stage.Deblurred + stage.Dropped);
        Assert.Equal(sent - 1, last); // the newest is never the one that is dropped
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task Frames_WhoseReceiverKeepsThemAll_AreDroppedAndCountedOnceBuffersRunOut()
    {
        var stage = Stage(new(16, 16), buffers: 2);
        var kept = new List<DeblurredFrame>();
        using var subscription = stage.Frames.Subscribe(f => kept.Add(f.Share()), _ => { });
        var pool = Pool(16, 16, 8);
        for (var i = 0; i < 4; i++)
        {
            Publish(pool, i, 0);
            await Until(() => stage.Deblurred + stage.Dropped == i + 1);
        }
        Assert.Equal((2, 2), (stage.Deblurred, stage.Dropped));

        kept.ForEach(f => f.Dispose());
        await stage.DisposeAsync();
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task Frames_OfANewSize_AreDeblurredAtThatSize()
    {
        await using var stage = Stage(new(32, 32));
        var sizes = new List<FrameSize>();
        using var subscription = stage.Frames.Subscribe(f => sizes.Add(f.Sharp.Size), _ => { });
        Publish(Pool(32, 32), 0, 0);
        await Until(() => stage.Deblurred == 1);
        Publish(Pool(48, 24), 1, 0);
        await Until(() => stage.Deblurred == 2);

        Assert.Equal([new(32, 32), new(48, 24)], sizes);
    }

    [Fact]
    public async Task Outstanding_AfterAChangeOfSize_CountsWhatIsStillHeldOfTheFormerSize()
    {
        await using var stage = Stage(new(32, 32));
        DeblurredFrame? kept = null;
        using var subscription = stage.Frames.Subscribe(f => kept ??= f.Share(), _ => { });
        Publish(Pool(32, 32), 0, 0);
        await Until(() => stage.Deblurred == 1);
        Publish(Pool(48, 24), 1, 0);
        await Until(() => stage.Deblurred == 2 && stage.Outstanding == 3); // the sharp picture and two maps

        kept!.Dispose();
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task Frames_WhenTheCameraDies_ErrAfterTheLastFrame()
    {
        var stage = Stage(new(16, 16));
        var reported = new TaskCompletionSource<Exception>();
        using var subscription = stage.Frames.Subscribe(_ => { }, reported.SetResult);
        Publish(Pool(16, 16), 0, 0);
        _camera.OnError(new CaptureException("gone"));

        Assert.Equal("gone", (await reported.Task.WaitAsync(Timeout, Cancel)).Message);
        await stage.DisposeAsync();
        Assert.Equal((1, 0), (stage.Deblurred, stage.Outstanding));
    }

    [Fact]
    public async Task Frames_WhenAReceiverThrows_ErrAndLeakNothing()
    {
        var stage = Stage(new(16, 16));
        var reported = new TaskCompletionSource<Exception>();
        using var watching = stage.Frames.Subscribe(_ => { }, reported.SetResult);
        using var throwing = stage.Frames.Subscribe(_ => throw new FormatException("receiver"), _ => { });
        Publish(Pool(16, 16), 0, 0);

        Assert.Equal("receiver", (await reported.Task.WaitAsync(Timeout, Cancel)).Message);
        await stage.DisposeAsync();
        Assert.Equal(0, stage.Outstanding);
    }

    /// <summary>An observer without a handler rethrows what ended the stream, on the stage's own thread.</summary>
    [Fact]
    public async Task Frames_WhenTheSourceFailsBeforeAnObserverWithoutAHandler_EndAllTheSame()
    {
        var stage = Stage(new(16, 16));
        using var careless = stage.Frames.Subscribe(static _ => { });
        _camera.OnError(new CaptureException("gone"));

        await stage.Ended.WaitAsync(Timeout, Cancel); // and the process lives
        await stage.DisposeAsync();
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task DisposeAsync_FromInsideOnNext_DoesNotDeadlock()
    {
        var stage = Stage(new(16, 16));
        using var subscription = stage.Frames.Subscribe(f => stage.DisposeAsync().AsTask().Wait(), _ => { });
        Publish(Pool(16, 16), 0, 0);

        await stage.Ended.WaitAsync(Timeout, Cancel);
        Assert.Equal(0, stage.Outstanding);
    }

    [Fact]
    public async Task DisposeAsync_WithoutAnyFrame_Ends()
    {
        var stage = Stage(new(16, 16));
        await stage.DisposeAsync().AsTask().WaitAsync(Timeout, Cancel);
        await stage.DisposeAsync();
        Assert.True(stage.Ended.IsCompleted);
    }

    private DeblurStage Stage(FrameSize size, int buffers = 3) =>
        new(_camera, Models.Session(size), plan => Models.Session(plan.Size), new DeblurStageOptions { Buffers = buffers });

    private void Publish(FramePool pool, long sequence, byte value)
    {
        if (!pool.TryRent(out var frame))
            return;
        using (frame)
        {
            frame.Draft.Fill(value);
            frame.Publish(sequence, 100 + sequence);
            _camera.OnNext(frame);
        }
    }

    private async Task Until(Func<bool> condition)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Timeout);
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
