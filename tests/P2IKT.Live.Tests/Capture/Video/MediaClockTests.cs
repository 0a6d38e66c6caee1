using P2IKT.Live.Capture.Video;

namespace P2IKT.Live.Tests.Capture.Video;

public sealed class MediaClockTests
{
    [Fact]
    public void Advance_OfGoodTimestamps_CountsFromTheFirst() => Assert.Equal([0, 40, 100], Due(25, 500, 540, 600));

    [Fact]
    public void Advance_OfMissingTimestamps_FallsBackOnTheRate() => Assert.Equal([0, 40, 80], Due(25, 0, 0, 0));

    [Fact]
    public void Advance_OfAJump_FallsBackOnTheRate() => Assert.Equal([0, 40, 80, 120], Due(25, 0, 40, 900_000, 900_040));

    [Fact]
    public void Advance_OfTimeRunningBackwards_StillAdvances() => Assert.Equal([0, 40, 80, 120], Due(25, 1000, 1040, 20, 60));

    [Fact]
    public void Advance_WithoutRate_AssumesTwentyFive() => Assert.Equal([0, 40], Due(0, 0, 0));

    private static double[] Due(double fps, params double[] timestamps)
    {
        var clock = new MediaClock(fps);
        return [.. timestamps.Select(ms => clock.Advance(TimeSpan.FromMilliseconds(ms)).TotalMilliseconds)];
    }
}
