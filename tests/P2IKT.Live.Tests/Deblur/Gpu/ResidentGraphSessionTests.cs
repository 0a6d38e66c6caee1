using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur.Gpu;

/// <summary>The GPU's way with host memory in the place of a device's: everything but the device.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ResidentGraphSessionTests : FrameTest
{
    private static readonly FrameSize Size = new(160, 96);
    private readonly HostMemory _memory = new();

    [Fact]
    public void Run_OnTwoFrames_GivesTwoResultsAndThoseOfTheReference()
    {
        using var session = Resident();
        using var reference = Models.Session(Size, wholeGraph: true);
        var first = Run(session, 1);
        var second = Run(session, 2);

        Assert.True(Models.LargestDifference(first.Sharp, second.Sharp) > 10);
        Assert.Equal(Run(reference, 1).Sharp, first.Sharp);
        Assert.Equal(Run(reference, 2).Sharp, second.Sharp);
        Assert.Equal(Run(reference, 2).Blur, second.Blur);
    }

    [Fact]
    public void Run_InSteadyState_AllocatesLittle()
    {
        using var session = Resident();
        using var frame = new SingleFrame(session);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        Assert.InRange(Allocations.LowestOf(() => session.Run(frame.Source, frame.Sharp, frame.Blur)), 0, 800);
    }

    [Fact]
    public void Dispose_GivesEveryBlockBack()
    {
        Resident().Dispose();
        Assert.Equal(0, _memory.Outstanding);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Make_WithoutRoomForAll_GivesBackWhatItHad(int room)
    {
        _memory.Room = room;
        Assert.Throws<DeblurException>(() => Resident());
        Assert.Equal(0, _memory.Outstanding);
    }

    [Fact]
    public void Run_OnEveryProviderOfThisMachine_GivesTwoResultsForTwoFrames()
    {
        foreach (var (provider, _) in ExecutionProviders.CheckAll().Where(s => s.Reason is null))
        {
            using var session = DeblurSessions.Create(Models.Live, Size, new DeblurOptions { Provider = provider });
            var (first, second, again) = (Run(session, 1), Run(session, 2), Run(session, 1));
            Assert.True(Models.LargestDifference(first.Sharp, second.Sharp) > 10, $"{provider} gives one frame's result for another.");
            Assert.Equal(first.Sharp, again.Sharp);
        }
    }

    private ResidentGraphSession Resident() => new(new SessionRequest(Models.Live, Size, new(ExecutionProvider.Cpu, ""), new DeblurOptions()), _memory);

    private static (byte[] Sharp, float[] Blur) Run(DeblurSession session, int seed)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Pixels.ToArray(), frame.Blur.Values.ToArray());
    }
}
