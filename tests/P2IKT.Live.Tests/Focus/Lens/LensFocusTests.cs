using System.Text.Json;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Tests.Focus.Lens;

public sealed class LensFocusTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Focus_OnAPoint_ShowsInItsState()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1), 2);
        using var focus = Over(lens);
        Assert.Equal(LensActivity.Idle, focus.State.Activity);
        var during = LensActivity.Idle;
        lens.OnOrder = _ => during = focus.State.Activity;
        var result = await focus.FocusAsync(1, cancellation: Stop);
        Assert.Equal(AutofocusOutcome.InFocus, result.Outcome);
        Assert.Equal(LensActivity.Focusing, during);
        var after = focus.State;
        Assert.Equal(
            (LensActivity.Idle, 1, AutofocusOutcome.InFocus, "In focus."), (after.Activity, after.Point, after.Outcome, after.Message));
        Assert.NotNull(focus.Calibration.PixelsPerUnit);
    }

    [Fact]
    public async Task Focus_WhileTheLensIsInUse_IsRefused()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1), 2);
        using var focus = Over(lens);
        Task? second = null;
        lens.OnOrder = _ => second ??= focus.DriveAsync(1, 0, Stop);
        await focus.FocusAsync(1, cancellation: Stop);
        Assert.Contains("in use", (await Assert.ThrowsAsync<FocusException>(() => second!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_DuringAFocus_EndsItWithTheLensAtItsStart()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Canon", 5, 0.1) with { Start = 90, Near = -1e5, Far = 1e5, Backlash = 0 }, 5);
        using var focus = Over(lens);
        lens.OnOrder = number =>
        {
            if (number == 3)
                focus.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => focus.FocusAsync(1, cancellation: Stop));
        Assert.Equal((LensActivity.Idle, "Stopped."), (focus.State.Activity, focus.State.Message));
        Assert.Equal(0, lens.Away, 1e-6);
        lens.OnOrder = null;
        await focus.DriveAsync(1, 0, Stop); // and it is free again
    }

    [Fact]
    public async Task Activities_WithoutALens_SayWhatToDo()
    {
        using var none = new LensFocus(null, static _ => null);
        Assert.Contains("connect a camera", none.State.UnavailableReason, StringComparison.Ordinal);
        Assert.Equal(FaultKind.NotAvailable, (await Assert.ThrowsAsync<FocusException>(() => none.DriveAsync(1, 0, Stop))).Kind);
        Assert.Throws<FocusException>(() => none.SetMark("A"));
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1), 2) { IsAbsent = true };
        using var lost = Over(lens);
        Assert.Equal("The camera is lost: reconnect it.", lost.State.UnavailableReason);
        lens.IsAbsent = false;
        Assert.Null(lost.State.UnavailableReason);
        await lost.DriveAsync(5, 0, Stop);
    }

    [Fact]
    public async Task Focus_OnAPointThatDoesNotExist_IsRefused()
    {
        using var focus = new LensFocus(new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1), 2), static _ => null);
        Assert.Contains("focus point 7", (await Assert.ThrowsAsync<FocusException>(() => focus.FocusAsync(7, cancellation: Stop))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Rack_BetweenMarks_ArrivesInTimeFromTheNearSide(double seconds)
    {
        var model = SimulatedLensModel.Draw("Nikon", 2, 0.1) with { Backlash = 6, Near = -1e5, Far = 1e5 };
        var lens = new SimulatedLens(model, 2);
        using var focus = Over(lens);
        await focus.DriveAsync(-50, 0, Stop);
        await focus.DriveAsync(50, 0, Stop); // takes up the backlash
        focus.SetMark("near");
        var near = lens.Position;
        await focus.DriveAsync(600, 0, Stop);
        focus.SetMark("far");
        var far = lens.Position;
        await RackAsync(lens, focus, "near", seconds);
        Assert.Equal(near, lens.Position, 1.0);
        await RackAsync(lens, focus, "FAR", seconds);
        Assert.Equal(far, lens.Position, 1.0);
        Assert.Equal(["near", "far"], focus.State.Marks);
        await Assert.ThrowsAsync<FocusException>(() => focus.RackAsync("other", TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task Stack_BetweenTwoMarks_IsShotAndReported()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1) with { Near = -1e5, Far = 1e5 }, 2);
        using var focus = Over(lens, new LensCalibration { PixelsPerUnit = 0.02 });
        focus.SetMark("a");
        await focus.DriveAsync(400, 0, Stop);
        focus.SetMark("b");
        var shot = new List<int>();
        var stack = focus.ShootStackAsync("b", "a", 1, (index, _, _) =>
        {
            shot.Add(index);
            return Task.CompletedTask;
        }, Stop);
        await Poll.UntilAsync(() => stack.IsCompleted, "the stack was shot", () => lens.Time.Advance(TimeSpan.FromSeconds(0.1)));
        Assert.Equal((await stack).Positions.Count, shot.Count);
        Assert.Equal($"{shot.Count} pictures were shot.", focus.State.Message);
    }

    [Fact]
    public async Task Backlash_OfASimulatedLens_IsMeasured()
    {
        var model = SimulatedLensModel.Draw("Nikon", 2, 0.1) with { Backlash = 30, Slope = 0.04, Start = 100, Near = -1e5, Far = 1e5 };
        var lens = new SimulatedLens(model, 2);
        using var focus = Over(lens, new LensCalibration { MaxBacklash = 50 });
        Assert.Equal(AutofocusOutcome.InFocus, (await focus.FocusAsync(1, cancellation: Stop)).Outcome);
        var calibration = await focus.MeasureBacklashAsync(1, Stop);
        Assert.InRange(30, calibration.MinBacklash, calibration.MaxBacklash);
        Assert.True(calibration.MaxBacklash - calibration.MinBacklash < 15);
        Assert.Equal(calibration, focus.Calibration);
        Assert.True(lens.Defocus <= 1.5);
    }

    [Fact]
    public async Task Marks_OfALensThatWasLost_AreForgotten()
    {
        var lens = new SimulatedLens(SimulatedLensModel.Draw("Nikon", 2, 0.1), 2);
        using var focus = Over(lens);
        focus.SetMark("a");
        lens.OnOrder = static _ => throw new FocusException(FaultKind.NotAvailable, "The camera is lost: reconnect it.");
        await Assert.ThrowsAsync<FocusException>(() => focus.DriveAsync(1, 0, Stop));
        Assert.Empty(focus.State.Marks);
        Assert.Equal("The camera is lost: reconnect it.", focus.State.Message);
    }

    [Fact]
    public void Calibration_AsJson_SurvivesAndADamagedOneIsNotUsed()
    {
        var traits = SimulatedLensModel.Draw("Canon", 2, 0.1).Traits;
        var known = new LensCalibration { UnitsPerStep = [1, 7.5, 44], UnitsSigma = [0, 0.02, 0.03], MinBacklash = 2, MaxBacklash = 4, PixelsPerUnit = 0.1 };
        var read = JsonSerializer.Deserialize<LensCalibration>(JsonSerializer.Serialize(known))!;
        Assert.True(read.Fits(traits));
        Assert.Equal(known.UnitsPerStep, read.UnitsPerStep);
        Assert.Equal((known.MinBacklash, known.MaxBacklash, known.PixelsPerUnit), (read.MinBacklash, read.MaxBacklash, read.PixelsPerUnit));
        Assert.False((known with { UnitsPerStep = [1, 7.5] }).Fits(traits));
        Assert.False((known with { UnitsPerStep = [1, -7.5, 44] }).Fits(traits));
        Assert.False((known with { MaxBacklash = double.NaN }).Fits(traits));
        Assert.False((known with { PixelsPerUnit = 0 }).Fits(traits));
        Assert.False((known with { UnitsPerStep = null! }).Fits(traits));
    }

    [Fact]
    public void Dispose_LetsNothingBeginAnyMore()
    {
        var focus = new LensFocus(null, static _ => null);
        focus.Dispose();
        Assert.Throws<ObjectDisposedException>(() => focus.SetMark("a"));
    }

    private static LensFocus Over(SimulatedLens lens, LensCalibration? calibration = null) =>
        new(lens, point => point == 1 ? lens : null, calibration: calibration, time: lens.Time);

    private static async Task RackAsync(SimulatedLens lens, LensFocus focus, string mark, double seconds)
    {
        var began = lens.Seconds;
        var rack = focus.RackAsync(mark, TimeSpan.FromSeconds(seconds), Stop);
        await Poll.UntilAsync(() => rack.IsCompleted, "the rack has ended", () => lens.Time.Advance(TimeSpan.FromSeconds(0.02)));
        await rack;
        Assert.InRange(lens.Seconds - began, seconds, seconds + 1.5);
    }
}
