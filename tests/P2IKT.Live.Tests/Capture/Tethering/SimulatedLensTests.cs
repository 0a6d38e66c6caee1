using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>The mechanics of the simulated lens, on a clock that the test moves.</summary>
public sealed class SimulatedLensTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SimulatedLens _lens;

    public SimulatedLensTests() => _lens = new SimulatedLens(_time) { UnitsPerSecond = 100, Report = LensReport.OnTime };

    [Fact]
    public void Move_TakesItsTime_AndStopsWhereItWasTold()
    {
        _lens.Drive(-50);
        Wait(200);
        Assert.Equal(480, _lens.Position, 1e-9);
        Assert.True(_lens.IsMoving);
        Wait(1000);
        Assert.Equal(450, _lens.Position, 1e-9);
        Assert.False(_lens.IsMoving);
    }

    [Fact]
    public void Order_InMidMove_AddsToWhatIsLeft()
    {
        _lens.Drive(40);
        Wait(100);
        _lens.Drive(40);
        Wait(100);
        _lens.Drive(-10);
        Wait(5000);
        Assert.Equal(570, _lens.Position, 1e-9);
    }

    [Fact]
    public void Backlash_IsUsedUpAfterEachReversal()
    {
        _lens.Backlash = 20;
        Assert.Equal(500, _lens.Position, 1e-9);
        Drive(10);
        Assert.Equal(510, _lens.Position, 1e-9); // as if it had come from the near side
        Drive(-15);
        Assert.Equal(510, _lens.Position, 1e-9);
        Drive(-15);
        Assert.Equal(500, _lens.Position, 1e-9);
        Drive(19);
        Assert.Equal(500, _lens.Position, 1e-9);
        Drive(11);
        Assert.Equal(510, _lens.Position, 1e-9);
    }

    [Fact]
    public void Ends_AreReachedAndReported_AndLeftAgainAfterTheBacklash()
    {
        _lens.Backlash = 20;
        Drive(9999);
        Assert.Equal(1000, _lens.Position, 1e-9);
        Assert.Equal(LensAnswer.AtEnd, _lens.TakeAnswer());
        Assert.Equal(LensAnswer.Fine, _lens.TakeAnswer()); // it says so once
        Drive(-30);
        Assert.Equal(990, _lens.Position, 1e-9);
        Assert.Equal(LensAnswer.Fine, _lens.TakeAnswer());
        Drive(-9999);
        Assert.Equal(0, _lens.Position, 1e-9);
    }

    [Theory]
    [InlineData(LensReport.Early, 0)]
    [InlineData(LensReport.OnTime, 500)]
    [InlineData(LensReport.Late, 700)]
    public void Report_ComesEarlyOnTimeOrLate(LensReport report, int milliseconds)
    {
        _lens.Report = report;
        _lens.Drive(50);
        Assert.Equal(milliseconds, _lens.ReportsIn.TotalMilliseconds, 1e-3);
        Wait(5000);
        Assert.Equal(TimeSpan.Zero, _lens.ReportsIn);
    }

    [Fact]
    public void Stuck_TakesOrdersAndTime_AndStaysWhereItIs()
    {
        _lens.IsStuck = true;
        Assert.Equal(LensAnswer.Fine, _lens.Drive(50));
        Assert.Equal(500, _lens.ReportsIn.TotalMilliseconds, 1e-3);
        Wait(5000);
        Assert.Equal((500, 1), (_lens.Position, _lens.Orders));
    }

    [Fact]
    public void Reversed_GoesTheOtherWay()
    {
        _lens.IsReversed = true;
        Drive(50);
        Assert.Equal(450, _lens.Position, 1e-9);
    }

    [Fact]
    public void Refused_OrTooFew_MovesNothing()
    {
        (_lens.Refuses, _lens.FewestUnits) = (LensEndStop.Far, 5);
        Assert.Equal(LensAnswer.Refused, _lens.Drive(50));
        Drive(-4);
        Assert.Equal(LensAnswer.TooFew, _lens.TakeAnswer());
        Assert.Equal(500, _lens.Position, 1e-9);
    }

    [Fact]
    public void Hold_StopsInMidMove()
    {
        _lens.Drive(50);
        Wait(100);
        _lens.Hold();
        Wait(5000);
        Assert.Equal(510, _lens.Position, 1e-9);
    }

    [Fact]
    public void PositionAt_OfATimeBefore_IsThatOfThen()
    {
        var began = _time.GetTimestamp();
        _lens.Drive(50);
        Wait(5000);
        _lens.Drive(-10);
        Wait(5000);
        Assert.Equal(525, _lens.PositionAt(began + (_time.TimestampFrequency / 4)), 1e-6);
        Assert.Equal(500, _lens.PositionAt(began - 1), 1e-6);
    }

    private void Drive(double units)
    {
        _lens.Drive(units);
        Wait(120_000);
    }

    private void Wait(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
