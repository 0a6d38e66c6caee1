using P2IKT.Live.Capture;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>What is allocated is counted for the whole process, hence on its own.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public async Task EncodeAndSend_InSteadyState_AllocatesLittleForAFrame()
    {
        await using var stage = await PreviewStage.StartAsync(size: new FrameSize(1280, 720));
        using var viewer = await LeanViewer.ConnectAsync(stage, TestContext.Current.CancellationToken);
        const int WarmUp = 40;
        const int Measured = 200;
        long before = 0;
        for (var sequence = 0; sequence < WarmUp + Measured; sequence++)
        {
            if (sequence == WarmUp)
                before = GC.GetTotalAllocatedBytes(precise: true);
            stage.Publish(sequence);
            await viewer.TakeAsync(sequence);
        }
        var perFrame = (GC.GetTotalAllocatedBytes(precise: true) - before) / Measured;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perFrame} bytes a frame, test client and publishing included");

        Assert.InRange(perFrame, 0, 4 * 1024); // of this the frame's handles are about 400; the raw picture is 2.7 million
    }
}
