using System.Globalization;
using System.Net;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live;

/// <summary>The whole pipeline once it runs: what it allocates for a frame. And what its source takes before.</summary>
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
[Collection(nameof(SteadyStateTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class SteadyStateTests
{
    private const double Budget = 1024; // bytes a frame
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_OnceWarm_AllocatesLessThanAKilobyteAFrame()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var pipeline = await LivePipeline.StartAsync(new LiveOptions { Source = "test:?size=96x64&fps=240", Headless = true }, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = pipeline.RunAsync(stop.Token);

        var each = await Task.Factory.StartNew(
            () => AllocatedBytes.OfAFrame(Budget, 100, () => pipeline.Deblurred), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await stop.CancelAsync();
        await running.WaitAsync(Timeout, cancel);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each:0} bytes a frame"));
        Assert.True(each < Budget, string.Create(CultureInfo.InvariantCulture, $"{each:0} bytes a frame"));
    }

    /// <summary>
    /// Of a size whose pictures the network does not take at once: the sender waits, and its wait is what costs. At a rate that a busy
    /// machine keeps: a frame that is captured and then dropped costs, too.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // twice the bytes
    public async Task Run_WithAViewer_AllocatesLessThanAKilobyteAFrame(bool comparing)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var pipeline = await LivePipeline.StartAsync(new LiveOptions { Source = "test:?size=1024x680&fps=10", Listen = new IPEndPoint(IPAddress.Loopback, 0) }, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = pipeline.RunAsync(stop.Token);
        using var viewer = new LeanViewer(pipeline.Url!);
        if (comparing)
            viewer.WantSource();

        var each = await Task.Factory.StartNew(
            () => AllocatedBytes.OfAFrame(Budget, 50, () => viewer.Take()), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await stop.CancelAsync();
        await running.WaitAsync(Timeout, cancel);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each:0} bytes a frame"));
        Assert.True(each < Budget, string.Create(CultureInfo.InvariantCulture, $"{each:0} bytes a frame"));
    }

    /// <summary>
    /// What is large must not lie on the managed heap, or its oldest generation is collected when a stream has just begun.
    /// </summary>
    [Fact]
    public async Task TestScene_PaintedAndRendered_TakesLittleOfTheManagedHeap()
    {
        var cancel = TestContext.Current.CancellationToken;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var source = (TestSource)FrameSources.Open("test:?size=1280x720&frames=200", new SourceOptions { Pace = false, PoolFrames = 2 });
        source.Start();
        await source.Ended.WaitAsync(Timeout, cancel);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(48, source.RenderedSteps);
        Assert.True(allocated < 5e6, string.Create(CultureInfo.InvariantCulture, $"{allocated / 1e6:0.0} MB"));
        Assert.Equal(0, source.Outstanding);
    }
}
