using P2IKT.Live.Frames;
using P2IKT.Live.Testing;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Frames;

public sealed class FrameDemandTests : FrameTest
{
    private readonly FrameDemand _demand = new();

    [Fact]
    public void IsWanted_WithSeveralHolders_EndsWithTheLastOne()
    {
        Assert.False(_demand.IsWanted);
        var first = _demand.Want();
        var second = _demand.Want();
        first.Dispose();
        first.Dispose(); // once is once
        Assert.True(_demand.IsWanted);
        second.Dispose();
        Assert.False(_demand.IsWanted);
    }

    [Fact]
    public void HasSkippedSince_TellsWhetherAPictureIsOfAnotherTime()
    {
        Assert.False(_demand.HasSkippedSince(long.MinValue));
        _demand.Skip(100);
        Assert.True(_demand.HasSkippedSince(99));
        Assert.False(_demand.HasSkippedSince(100));
    }

    [Fact]
    public async Task Source_WhoseFramesNobodyWants_CountsAndNumbersThemAndDecodesNone()
    {
        var lent = new List<long>();
        var source = Track(new ScriptedSource(Pool(), (camera, _) =>
        {
            Assert.False(camera.DeliverOne());
            Assert.False(camera.DeliverOne());
            using (_demand.Want())
                Assert.True(camera.DeliverOne());
            Assert.False(camera.DeliverBroken()); // not looked at, and so not found broken
        }) { Demand = _demand });
        using var frames = source.Frames.Subscribe(frame => lent.Add(frame.Sequence));
        await Play(source);

        Assert.Equal([2L], lent);
        Assert.Equal((4L, 0L, 3L), (source.Captured, source.Dropped, _demand.Skipped));
        Assert.Null(source.Failure);
    }
}
