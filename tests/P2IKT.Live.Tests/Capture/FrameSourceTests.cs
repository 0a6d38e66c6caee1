using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing;

namespace P2IKT.Live.Tests.Capture;

public sealed class FrameSourceTests : FrameTest
{
    private static readonly Action<ScriptedSource, CancellationToken> Endless = static (source, stop) =>
    {
        while (!stop.IsCancellationRequested)
            source.DeliverOne();
    };

    private static Action<ScriptedSource, CancellationToken> Deliver(int frames) => (source, _) =>
    {
        for (var i = 0; i < frames; i++)
            source.DeliverOne();
    };

    [Fact]
    public async Task Stream_PlayedOut_CompletesAndEndsTheConnection()
    {
        var source = Track(new ScriptedSource(Pool(), Deliver(3)));
        var log = new FrameLog();
        var states = new List<ConnectionState>();
        using var frames = source.Frames.Subscribe(log);
        using var connection = source.Connection.Subscribe(states.Add);
        await Play(source);
        Assert.Equal([0, 1, 2], log.Sequences);
        Assert.True(log.Completed);
        Assert.Equal([ConnectionState.Connected, ConnectionState.Ended], states);
        Assert.Null(source.Failure);
        Assert.Equal(3, source.CaptureTimes.Summarize().Count);
    }

    [Fact]
    public async Task Stream_WithoutSubscriber_RunsAndReturnsItsBuffers()
    {
        var source = Track(new ScriptedSource(Pool(), Deliver(5)));
        await Play(source);
        Assert.Equal(5, source.Captured);
        Assert.Equal(0, source.Outstanding);
    }

    [Fact]
    public async Task Deliver_WithNoBufferFree_DropsCountsAndKeepsTheNumbering()
    {
        Frame? kept = null;
        var source = Track(new ScriptedSource(Pool(count: 1), (self, _) =>
        {
            self.DeliverOne(); // kept by the observer
            self.DeliverOne(); // no buffer
            kept!.Dispose();
            self.DeliverOne();
        }));
        var log = new FrameLog(frame => kept ??= frame.Share());
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Equal([0, 2], log.Sequences);
        Assert.Equal(3, source.Captured);
        Assert.Equal(1, source.Dropped);
    }

    [Fact]
    public async Task Deliver_OfABrokenPicture_CountsNothing()
    {
        var source = Track(new ScriptedSource(Pool(), (self, _) =>
        {
            self.DeliverBroken();
            self.DeliverOne();
        }));
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Equal([0], log.Sequences);
        Assert.Equal(1, source.Captured);
        Assert.Equal(0, source.Dropped);
    }

    [Fact]
    public async Task Observer_ThatThrows_EndsTheStreamForAllWithAReason()
    {
        var source = Track(new ScriptedSource(Pool(), Endless));
        var log = new FrameLog();
        using var bystander = source.Frames.Subscribe(log);
        using var culprit = source.Frames.Subscribe(static frame => throw new InvalidOperationException("no room"), static _ => { });
        await Play(source);
        var reported = Assert.IsType<CaptureException>(log.Error);
        Assert.Same(reported, source.Failure);
        Assert.Equal(FaultKind.Failed, reported.Kind);
        Assert.Contains("no room", reported.Message, StringComparison.Ordinal);
        Assert.Equal(source.Captured, log.Sequences.Count);
    }

    [Fact]
    public async Task Observer_WithoutErrorHandler_DoesNotBringTheProcessDown()
    {
        var source = Track(new ScriptedSource(Pool(), static (_, _) => throw new CaptureException("The cable is gone.")));
        using var careless = source.Frames.Subscribe(static _ => { });
        await Play(source);
        Assert.Equal("The cable is gone.", source.Failure?.Message);
    }

    [Fact]
    public async Task Camera_ThatFailsUnexpectedly_IsToldAsACaptureException()
    {
        var source = Track(new ScriptedSource(Pool(), static (_, _) => throw new InvalidCastException("driver bug")));
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Equal(FaultKind.Failed, Assert.IsType<CaptureException>(log.Error).Kind);
        Assert.IsType<InvalidCastException>(log.Error.InnerException);
    }

    [Fact]
    public async Task Dispose_WhileFramesAreDelivered_WaitsForTheLoopAndReleasesOnce()
    {
        var delivering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Track(new ScriptedSource(Pool(), Endless));
        var log = new FrameLog(_ => delivering.TrySetResult());
        using var frames = source.Frames.Subscribe(log);
        source.Start();
        await delivering.Task.WaitAsync(Cancel);
        await source.DisposeAsync();
        await source.DisposeAsync();
        Assert.True(source.Ended.IsCompleted);
        Assert.True(log.Completed);
        Assert.Equal(1, source.Closed);
    }

    [Fact]
    public async Task Dispose_FromInsideOnNext_DoesNotDeadlock()
    {
        var source = Track(new ScriptedSource(Pool(), Endless));
        var log = new FrameLog(_ => source.DisposeAsync().AsTask().GetAwaiter().GetResult());
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Equal([0], log.Sequences);
        Assert.True(log.Completed);
        Assert.Equal(1, source.Closed);
    }

    [Fact]
    public async Task Dispose_WithAFrameStillShared_LeavesItReadable()
    {
        Frame? kept = null;
        var source = Track(new ScriptedSource(Pool(), Deliver(1)));
        using var frames = source.Frames.Subscribe(frame => kept = frame.Share());
        await Play(source);
        await source.DisposeAsync();
        Assert.Equal(1, source.Outstanding);
        Assert.Equal(0, kept!.Pixels[0]);
        kept.Dispose();
    }

    [Fact]
    public async Task Dispose_NeverStarted_ReleasesAndCompletes()
    {
        var source = Track(new ScriptedSource(Pool(), Endless));
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await source.DisposeAsync();
        Assert.True(log.Completed);
        Assert.Equal(1, source.Closed);
    }

    [Fact]
    public async Task Start_AfterDispose_Throws()
    {
        var source = Track(new ScriptedSource(Pool(), Endless));
        await source.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(source.Start);
    }

    [Fact]
    public async Task Start_Twice_Throws()
    {
        var source = Track(new ScriptedSource(Pool(), Endless));
        source.Start();
        Assert.Throws<InvalidOperationException>(source.Start);
        await source.DisposeAsync();
    }

    [Fact]
    public async Task Mailbox_DisposedWhileTheCameraRuns_RejectsAndLeaksNothing()
    {
        var rejected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var box = new Mailbox<Frame>(1);
        var source = Track(new ScriptedSource(Pool(count: 3), Endless));
        using var frames = source.Frames.Subscribe(frame =>
        {
            if (!box.Post(frame.Share()))
                rejected.TrySetResult();
        });
        source.Start();
        box.Dispose();
        await rejected.Task.WaitAsync(Cancel);
        await source.DisposeAsync();
        Assert.Equal(0, source.Outstanding);
    }

    [Fact]
    public async Task Connection_ReportedTwice_IsToldOnce()
    {
        var states = new List<ConnectionState>();
        var source = Track(new ScriptedSource(Pool(), static (self, _) =>
        {
            self.ReportConnection(ConnectionState.Lost);
            self.ReportConnection(ConnectionState.Lost);
            self.ReportConnection(ConnectionState.Connected);
        }));
        using var connection = source.Connection.Subscribe(states.Add);
        await Play(source);
        Assert.Equal([ConnectionState.Connected, ConnectionState.Lost, ConnectionState.Connected, ConnectionState.Ended], states);
    }
}
