using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

public sealed class ClipScheduleTests
{
    private static readonly FrameRate Thirty = new(30, 1);

    [Fact]
    public void Place_OfAnEvenStream_GivesEachFrameTheNextSlot()
    {
        var schedule = new ClipSchedule(Thirty, At(0));

        Assert.All(Enumerable.Range(1, 1000), n => Assert.Equal(0, schedule.Place(At(n / 30.0))));
    }

    [Fact]
    public void Place_AfterAGap_AsksForTheMissingRepetitions()
    {
        var schedule = new ClipSchedule(Thirty, At(0));

        Assert.Equal(29, schedule.Place(At(1)));
        Assert.Equal(31, schedule.Next);
    }

    [Fact]
    public void Place_OfAFrameWhoseSlotIsTaken_IsSurplus()
    {
        var schedule = new ClipSchedule(Thirty, At(0));

        Assert.Null(schedule.Place(At(0.005)));
        Assert.Equal(0, schedule.Place(At(1 / 30.0)));
    }

    [Fact]
    public void Place_OfACameraATouchSlow_RepeatsOnlyWhereAWholeFrameIsMissing()
    {
        var schedule = new ClipSchedule(Thirty, At(0));
        var jitter = new Random(5);
        var repeats = 0L;
        for (var n = 1; n < 30 * 60; n++)
            repeats += schedule.Place(At(n / 29.97 + ((jitter.NextDouble() - 0.5) * 0.01)))!.Value;

        Assert.InRange(repeats, 1, 2); // 1.8 frames are missing in a minute; without tolerance the jitter would make hundreds
    }

    [Property]
    public Property Place_OfAnyStream_KeepsEveryFrameWithinAFrameOfItsTime() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<PositiveInt>().Select(i => i.Get % 5000).ArrayOf().ToArbitrary(),
        gaps =>
        {
            var schedule = new ClipSchedule(new FrameRate(30000, 1001), At(0));
            var seconds = 0.0;
            foreach (var gap in gaps)
            {
                seconds += gap / 10_000.0; // up to half a second apart
                var slotBefore = schedule.Next;
                if (schedule.Place(At(seconds)) is not { } repeats)
                    continue;
                var slot = schedule.Next - 1;
                if (slot != slotBefore + repeats || Math.Abs(slot - (seconds * 30000 / 1001)) > 0.76)
                    return false;
            }
            return true;
        });

    [Fact]
    public void FillUntil_WhileNothingComes_KeepsTimeWithoutTakingTheNextFramesSlot()
    {
        var schedule = new ClipSchedule(Thirty, At(0));

        Assert.Equal(29, schedule.FillUntil(At(1.001)));
        Assert.Equal(0, schedule.FillUntil(At(1.001)));
        Assert.Equal(0, schedule.Place(At(1.001)));
    }

    [Theory]
    [InlineData(29.97, 30000, 1001)]
    [InlineData(30000 / 1001.0, 30000, 1001)]
    [InlineData(23.976, 24000, 1001)]
    [InlineData(59.94, 60000, 1001)]
    [InlineData(25, 25, 1)]
    [InlineData(30.001, 30, 1)]
    [InlineData(12.5, 12500, 1000)]
    [InlineData(0, 30, 1)]
    [InlineData(double.NaN, 30, 1)]
    [InlineData(90000, 30, 1)]
    public void FrameRate_OfANominalRate_IsTheFractionThatItStandsFor(double nominal, int numerator, int denominator) =>
        Assert.Equal(new FrameRate(numerator, denominator), FrameRate.Nearest(nominal));

    private static long At(double seconds) => 1_000_000 + (long)(seconds * Stopwatch.Frequency);
}
