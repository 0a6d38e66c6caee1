using P2IKT.Live.Frames;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>What is allocated is counted for the whole process, hence on its own.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EncodeAndSend_InSteadyState_AllocatesLittleForAFrame(bool saysItsView)
    {
        await using var stage = await PreviewStage.StartAsync(size: new FrameSize(1280, 720));
        using var viewer = new LeanViewer(stage.Url);
        if (saysItsView)
            viewer.SendView();
        var sequence = 0;
        var perFrame = AllocatedBytes.OfAFrame(1152, 40, () =>
        {
            stage.Publish(sequence);
            if (viewer.Take() != sequence++) // no assertion: each makes objects
                throw new InvalidOperationException("Another frame came.");
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{perFrame:0} bytes a frame, publishing included");

        Assert.InRange(perFrame, 0, 1152); // of this the handles of its four parts are about 500; the raw picture is 2.7 million
    }
}
