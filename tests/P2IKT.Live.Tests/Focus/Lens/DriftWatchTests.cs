using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Tests.Focus.Lens;

public sealed class DriftWatchTests
{
    private const double Frame = 1.0 / 30;

    [Fact]
    public void Watch_OnASteadyPointWithNoise_DoesNotWarn()
    {
        var random = new Random(1);
        var watch = new DriftWatch(1);
        for (var i = 0; i < 900; i++)
            Assert.Equal(DriftState.Steady, watch.Observe(At(i), (float)(1 + (0.3 * (random.NextDouble() - 0.5))), 0.9f));
    }

    [Fact]
    public void Watch_OnAPointThatDrifts_WarnsAfterItsHoldAndClearsLower()
    {
        var watch = new DriftWatch(1);
        var i = 0;
        for (; i < 30; i++)
            watch.Observe(At(i), 1, 0.9f);
        var began = At(i);
        while (watch.Observe(At(i), 2, 0.9f) == DriftState.Steady)
            i++;
        Assert.InRange((At(i) - began).TotalSeconds, 0.5, 0.54);
        for (var end = i + 60; i < end; i++) // between the two limits: no change
            Assert.Equal(DriftState.Drifting, watch.Observe(At(i), 1.6f, 0.9f));
        for (var end = i + 17; i < end; i++)
            watch.Observe(At(i), 1.2f, 0.9f);
        Assert.Equal(DriftState.Steady, watch.State);
    }

    [Fact]
    public void Watch_OnASingleOutlier_DoesNotWarn()
    {
        var watch = new DriftWatch(1);
        for (var i = 0; i < 300; i++)
            Assert.Equal(DriftState.Steady, watch.Observe(At(i), i % 10 == 0 ? 9 : 1, 0.9f));
    }

    [Fact]
    public void Watch_WithoutReadings_LosesThePointAndFindsItAgain()
    {
        var watch = new DriftWatch(1);
        watch.Observe(At(0), 1, 0.9f);
        for (var i = 1; i < 59; i++)
            Assert.Equal(DriftState.Steady, watch.Observe(At(i), float.NaN, 0));
        for (var i = 59; i < 70; i++)
            watch.Observe(At(i), 1, 0.1f);
        Assert.Equal(DriftState.Lost, watch.State);
        for (var i = 70; i < 90; i++)
            watch.Observe(At(i), 1, 0.9f);
        Assert.Equal(DriftState.Steady, watch.State);
    }

    [Fact]
    public void Watch_WithLimitsTheWrongWayRound_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DriftWatch(1, new() { ClearBelow = 2, WarnAbove = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DriftWatch(double.NaN));
    }

    private static TimeSpan At(int frame) => TimeSpan.FromSeconds(frame * Frame);
}
