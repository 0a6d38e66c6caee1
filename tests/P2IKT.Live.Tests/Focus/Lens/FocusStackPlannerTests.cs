using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Tests.Focus.Lens;

public sealed class FocusStackPlannerTests
{
    [Theory]
    [InlineData(0, 100, 0.1, 1, 0)]
    [InlineData(100, -37, 0.02, 0.5, 0.2)]
    [InlineData(-3, 4, 0.3, 2, 0.5)]
    public void Plan_BetweenLimits_LeavesNothingBlurredBeyondTheTolerance(double near, double far, double slope, double radius, double overlap)
    {
        var plan = FocusStackPlanner.Plan(near, far, slope, radius, overlap);
        Assert.Equal(Math.Min(near, far), plan.Positions[0], 1e-9);
        Assert.Equal(Math.Max(near, far), plan.Positions[^1], 1e-9);
        var worst = 0.0;
        for (var x = plan.Positions[0]; x <= plan.Positions[^1]; x += 0.01)
            worst = Math.Max(worst, slope * plan.Positions.Min(position => Math.Abs(position - x)));
        Assert.True(worst <= (radius * (1 - overlap)) + 1e-6);
        Assert.Equal(plan.LargestRadius, worst, 0.01 * slope);
        // One picture less would leave a gap.
        Assert.True(plan.Positions.Count == 2 || Math.Abs(far - near) / (plan.Positions.Count - 2) * slope / 2 > radius * (1 - overlap));
    }

    [Fact]
    public void Plan_OfOnePlace_IsOnePicture() => Assert.Equal([5.0], FocusStackPlanner.Plan(5, 5, 0.1, 1).Positions);

    [Fact]
    public void Plan_OfTooManyPictures_SaysHowMany() =>
        Assert.Contains("1251 pictures", Assert.Throws<FocusException>(() => FocusStackPlanner.Plan(0, 1000, 1, 0.5, 0.2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, 0.1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, double.PositiveInfinity, 1)]
    [InlineData(1, 0.1, -1)]
    public void Plan_OfImpossibleValues_IsRefused(double far, double slope, double radius) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FocusStackPlanner.Plan(0, far, slope, radius));

    [Fact]
    public async Task Shoot_OnALensWithBacklash_StandsAtEachPositionAndGoesBack()
    {
        var model = SimulatedLensModel.Draw("Nikon", 4, 0.1) with { Backlash = 6, Near = -1e5, Far = 1e5 };
        var lens = new SimulatedLens(model, 4);
        var tracker = new LensTracker(lens);
        var origin = lens.Position;
        var plan = FocusStackPlanner.Plan(100, 700, 0.02, 1);
        var stands = new List<double>();
        var shots = FocusStackPlanner.ShootAsync(
            tracker, plan,
            (index, _) =>
            {
                Assert.Equal(stands.Count, index);
                stands.Add(lens.Position - origin);
                return Task.CompletedTask;
            },
            TimeSpan.Zero, lens.Time, TestContext.Current.CancellationToken);
        await shots;
        Assert.Equal(plan.Positions.Count, stands.Count);
        // All are off by the same play of the start; the distances between them are exact.
        for (var i = 1; i < stands.Count; i++)
            Assert.Equal(plan.Positions[i] - plan.Positions[0], stands[i] - stands[0], 1.0);
        Assert.True(lens.Away <= model.Backlash * model.Slope);
    }

    [Fact]
    public async Task Shoot_ThatFails_BringsTheLensBack()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 4, 0.1) with { Backlash = 0, Near = -1e5, Far = 1e5 }, 4);
        var plan = FocusStackPlanner.Plan(100, 700, 0.02, 1);
        await Assert.ThrowsAsync<IOException>(() => FocusStackPlanner.ShootAsync(
            new LensTracker(lens), plan, static (_, _) => throw new IOException("The card is full."), TimeSpan.Zero, lens.Time, TestContext.Current.CancellationToken));
        Assert.Equal(0, lens.Away, 1e-6);
    }
}
