using System.Globalization;
using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Curves;

public sealed class FocusCurveTests
{
    [Fact]
    public void Fit_OfAnExactCurve_GivesItsUnknowns()
    {
        var curve = Filled(x => Radius(x, best: 3.5, slope: 0.4, rest: 0.7), -10, 10);
        var fit = curve.Fit();
        Assert.Equal(FocusCurveVerdict.Valid, fit.Verdict);
        Assert.Equal(3.5, fit.BestPosition, 0.05);
        Assert.Equal(0.4, fit.Slope, 0.01);
        Assert.Equal(0.7, fit.BestRadius, 0.1);
        Assert.InRange(fit.RSquared, 0.999, 1);
        Assert.Equal(Radius(7, 3.5, 0.4, 0.7), fit.RadiusAt(7), 0.05);
    }

    /// <summary>The figures that are asked of it: 98 of 100 within one step, 95 of 100 within 2 sigma.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Fit_OfAHundredNoisySweeps_IsWithinAStepAndWithinItsSigma(int firstSeed)
    {
        var (valid, withinStep, withinSigma) = (0, 0, 0);
        var worst = 0.0;
        for (var seed = firstSeed; seed < firstSeed + 100; seed++)
        {
            var sweep = SyntheticSweep.Create(seed);
            var curve = new FocusCurve();
            foreach (var sample in sweep.Samples)
                curve.Add(sample);
            var fit = curve.Fit();
            var error = Math.Abs(fit.BestPosition - sweep.Best);
            valid += fit.IsValid ? 1 : 0;
            withinStep += fit.IsValid && error <= 1 ? 1 : 0;
            withinSigma += fit.IsValid && error <= 2 * fit.Sigma ? 1 : 0;
            worst = Math.Max(worst, error);
        }
        var figures = string.Create(CultureInfo.InvariantCulture, $"valid {valid}, within a step {withinStep}, within 2 sigma {withinSigma}, worst {worst:0.00} steps");
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        Assert.True(valid >= 98 && withinStep >= 98 && withinSigma >= 95, figures);
    }

    /// <summary>A sigma that is too wide would pass the test above: the errors must fill it.</summary>
    [Fact]
    public void Sigma_OverAThousandSweeps_IsOfTheSizeOfTheErrors()
    {
        var ratios = new List<double>();
        for (var seed = 5000; seed < 6000; seed++)
        {
            var sweep = SyntheticSweep.Create(seed);
            var curve = new FocusCurve();
            foreach (var sample in sweep.Samples)
                curve.Add(sample);
            if (curve.Fit() is { IsValid: true } fit)
                ratios.Add(Math.Abs(fit.BestPosition - sweep.Best) / fit.Sigma);
        }
        ratios.Sort();
        var median = ratios[ratios.Count / 2]; // 0.67 where sigma is exact
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ratios.Count} fits, median {median:0.00} sigma"));
        Assert.InRange(median, 0.3, 0.8);
    }

    [Fact]
    public void Fit_OfFewSamples_SaysSo()
    {
        var curve = Filled(x => Radius(x, 0, 0.5, 0.5), -1, 1);
        Assert.Equal(FocusCurveVerdict.TooFewSamples, curve.Fit().Verdict);
    }

    [Fact]
    public void Fit_WithoutConfidence_SaysTooFewSamples()
    {
        var curve = new FocusCurve();
        for (var x = -10; x <= 10; x++)
            curve.Add(new(x, (float)Radius(x, 0, 0.5, 0.5), 0.1f));
        Assert.Equal(FocusCurveVerdict.TooFewSamples, curve.Fit().Verdict);
    }

    [Theory]
    [InlineData(0)] // constant: a lens that does not move
    [InlineData(-0.02)] // bent the wrong way
    public void Fit_WithoutAMinimum_SaysSo(double bend)
    {
        var curve = Filled(x => 6 + (bend * x * x), -10, 10);
        Assert.Equal(FocusCurveVerdict.NoMinimum, curve.Fit().Verdict);
    }

    [Fact]
    public void Fit_OfOneSideFarFromTheMinimum_IsRefused()
    {
        var fit = Filled(x => Radius(x, 30, 0.25, 0.7), -10, 10).Fit();
        Assert.Equal(FocusCurveVerdict.OutOfRange, fit.Verdict);
    }

    [Fact]
    public void Fit_OfASceneThatMoves_IsRefused()
    {
        var random = new Random(3);
        var refused = 0;
        for (var run = 0; run < 50; run++)
            refused += Filled(_ => 1 + (9 * random.NextDouble()), -10, 10).Fit().IsValid ? 0 : 1;
        Assert.Equal(50, refused);
    }

    [Fact]
    public void Fit_WithBrokenReadings_IgnoresThem()
    {
        var curve = Filled(x => Radius(x, 2, 0.5, 0.5), -10, 10);
        curve.Add(new(0, float.NaN, 1));
        curve.Add(new(0, float.PositiveInfinity, 1));
        curve.Add(new(double.NaN, 3, 1));
        curve.Add(new(0, -4, 1));
        var fit = curve.Fit();
        Assert.Equal(21, fit.Samples);
        Assert.Equal(2, fit.BestPosition, 0.1);
    }

    [Fact]
    public void Fit_WithAKnownSlope_NeedsNoFullSweep()
    {
        var curve = new FocusCurve();
        foreach (var x in new[] { 0, 5, 6, 8 }) // x0 is beyond all but the last
            curve.Add(new(x, (float)Radius(x, 7, 1, 0.6), 1));
        var without = curve.Fit();
        var with = curve.Fit(new FocusSlope(1, 0.05));
        Assert.True(with.Sigma < without.Sigma);
        Assert.Equal(7, with.BestPosition, 0.2);
    }

    [Fact]
    public void Fit_OfSaturatedReadings_LeavesThemOut()
    {
        var curve = Filled(x => Math.Min(12, Radius(x, 0, 1.5, 0.5)), -20, 20);
        var fit = curve.Fit();
        Assert.True(fit.IsValid);
        Assert.Equal(0, fit.BestPosition, 0.1);
        Assert.Equal(1.5, fit.Slope, 0.1);
    }

    [Fact]
    public void Add_BeyondTheCapacity_ForgetsTheOldest()
    {
        var curve = new FocusCurve(capacity: 16);
        for (var x = 0; x < 40; x++)
            curve.Add(new(x, 11, 1));
        for (var x = -8; x < 8; x++)
            curve.Add(new(x, (float)Radius(x, 1, 0.5, 0.5), 1));
        Assert.Equal(16, curve.Count);
        Assert.Equal(1, curve.Fit().BestPosition, 0.1);
        curve.Clear();
        Assert.Equal(0, curve.Count);
    }

    [Fact]
    public void Fit_OnceWarm_AllocatesNothing()
    {
        var curve = Filled(x => Radius(x, 3, 0.5, 0.5), -20, 20);
        curve.Fit();
        Assert.Equal(0, Allocations.LowestOf(() => curve.Fit()));
    }

    private static FocusCurve Filled(Func<double, double> radius, int from, int to)
    {
        var curve = new FocusCurve();
        for (var x = from; x <= to; x++)
            curve.Add(new(x, (float)radius(x), 1));
        return curve;
    }

    private static double Radius(double x, double best, double slope, double rest) =>
        Math.Sqrt((rest * rest) + (slope * slope * (x - best) * (x - best)));
}
