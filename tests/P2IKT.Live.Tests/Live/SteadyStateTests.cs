using System.Globalization;

namespace P2IKT.Live.Tests.Live;

/// <summary>The whole pipeline once it runs: what it allocates for a frame.</summary>
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
[Collection(nameof(SteadyStateTests))]
public sealed class SteadyStateTests
{
    private const int WarmUp = 300, Measured = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_OnceWarm_AllocatesLessThanAKilobyteAFrame()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var pipeline = await LivePipeline.StartAsync(new LiveOptions { Source = "test:?size=96x64&fps=240", Headless = true, Frames = WarmUp + Measured + 1000 }, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = pipeline.RunAsync(stop.Token);

        var (before, from) = await AtAsync(pipeline, WarmUp);
        var (after, to) = await AtAsync(pipeline, WarmUp + Measured);
        await stop.CancelAsync();
        await running.WaitAsync(Patience, cancel);

        var each = (double)(after - before) / (to - from);
        Assert.True(each < 1024, string.Create(CultureInfo.InvariantCulture, $"{each:0} bytes a frame"));
    }

    /// <summary>Waits without allocating: nothing but counters is read.</summary>
    private static Task<(long Allocated, long Frames)> AtAsync(LivePipeline pipeline, long frames) => Task.Run(() =>
    {
        Assert.True(SpinWait.SpinUntil(() => pipeline.Deblurred >= frames, Patience));
        return (GC.GetTotalAllocatedBytes(precise: true), pipeline.Deblurred);
    });
}
