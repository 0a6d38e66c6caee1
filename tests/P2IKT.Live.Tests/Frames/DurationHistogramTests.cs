using System.Diagnostics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Frames;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Summarize_OfNothing_IsZero() => Assert.Equal(default, new DurationHistogram().Summarize());

    [Theory]
    [InlineData(0.02)]
    [InlineData(1)]
    [InlineData(33.3)]
    [InlineData(59_000)]
    public void Summarize_OfOneDuration_IsWithinOnePercent(double ms)
    {
        var histogram = new DurationHistogram();
        histogram.Record((long)(ms / 1000 * Stopwatch.Frequency));
        Assert.InRange(histogram.Summarize().P50, ms * 0.985, ms * 1.015);
    }

    [Fact]
    public void Summarize_OfAHundred_FindsThePercentiles()
    {
        var histogram = new DurationHistogram();
        for (var ms = 1; ms <= 100; ms++)
            histogram.Record(ms * Stopwatch.Frequency / 1000);
        var summary = histogram.Summarize();
        Assert.InRange(summary.P50, 49, 51.5);
        Assert.InRange(summary.P95, 93.5, 96.5);
        Assert.InRange(summary.P99, 97.5, 100.5);
    }

    [Fact]
    public void Record_OfTheImpossible_StaysInRange()
    {
        var histogram = new DurationHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(2, histogram.Summarize().Count);
    }
}
