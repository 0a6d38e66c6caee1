using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>What each make's lens drive does, through the real libgphoto2.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class LensDriveTests : LensTest
{
    private const double Tolerance = 2.1; // units: a rendered position is 2 units from the next at 0.02 px a unit

    [Theory]
    [InlineData(SimulatedCameraMake.Nikon, 1, true)]
    [InlineData(SimulatedCameraMake.Canon, 3, false)]
    [InlineData(SimulatedCameraMake.Sony, 3, false)]
    public async Task Traits_OfAMake_AreThoseOfItsTable(SimulatedCameraMake make, int sizes, bool reportsEnds)
    {
        var (_, lens) = await Open(Simulate(make));
        Assert.Equal(make.ToString(), lens.Traits!.Make);
        Assert.Equal(sizes, lens.Traits.Sizes.Count);
        Assert.Equal(1, lens.Traits.Sizes[0].NominalUnits);
        Assert.Equal(reportsEnds, lens.Traits.ReportsEndStops);
        Assert.Null(lens.UnavailableReason);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Drive_FarAndNear_MovesBothWays(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        var (_, lens) = await Open(camera);
        var far = await lens.DriveAsync(6, 0, Cancel);
        await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
        var unit = make == SimulatedCameraMake.Nikon ? 1 : camera.Lens.StepUnits[0];
        Assert.Equal((6, LensEndStop.None), (far.Steps, far.EndStop));
        Assert.Equal(500 + (6 * unit), camera.Lens.Position, 1e-9);
        var near = await lens.DriveAsync(-16, 0, Cancel);
        await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
        Assert.Equal(-16, near.Steps);
        Assert.Equal(500 - (10 * unit), camera.Lens.Position, 1e-9);
        Assert.True(near.FirstSequence > far.FirstSequence);
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    public async Task Drive_OfEachSize_MovesByThatSize(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.StepUnits = [3, 20, 110];
        var (_, lens) = await Open(camera);
        for (var size = 0; size < 3; size++)
        {
            var before = camera.Lens.Position;
            await lens.DriveAsync(size == 1 ? -1 : 1, size, Cancel);
            await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
            Assert.Equal((size == 1 ? -1 : 1) * camera.Lens.StepUnits[size], camera.Lens.Position - before, 1e-9);
        }
    }

    [Fact]
    public async Task FirstSequence_OfACameraThatSaysWhenItIsDone_ShowsTheLensAtRest()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        var (_, lens) = await Open(camera);
        foreach (var steps in (int[])[40, -25, 7, -90, 200])
        {
            var target = camera.Lens.Position + steps;
            var before = Frames[^1];
            var move = await lens.DriveAsync(steps, 0, Cancel);
            Assert.Equal(target, await PositionOf(move.FirstSequence), Tolerance);
            Assert.True(move.FirstSequence > before.Sequence);
        }
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    public async Task FirstSequence_OfACameraThatIsDoneTooEarly_IsFollowedByTheRest(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.UnitsPerSecond = 40; // three frames and more for one step
        var (_, lens) = await Open(camera);
        var move = await lens.DriveAsync(1, 1, Cancel);
        Assert.InRange(await PositionOf(move.FirstSequence), 500.5, 513); // in motion
        await Poll.UntilAsync(() => Math.Abs(Frames[^1].Position - 514) < Tolerance, "a frame shows the lens at rest");
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Drive_OfACameraThatSaysSoLate_ShowsTheLensAtRest(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        (camera.Lens.Report, camera.Lens.UnitsPerSecond) = (LensReport.Late, 200);
        var (_, lens) = await Open(camera);
        var steps = make == SimulatedCameraMake.Nikon ? 28 : 1;
        var move = await lens.DriveAsync(steps, make == SimulatedCameraMake.Nikon ? 0 : 1, Cancel);
        Assert.Equal(camera.Lens.Position, await PositionOf(move.FirstSequence), Tolerance);
        Assert.False(camera.Lens.IsMoving);
    }

    [Fact]
    public async Task EndStop_OfANikon_IsReportedAndBindsNoLater()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        var (_, lens) = await Open(camera);
        var near = await lens.DriveAsync(-32_767, 0, Cancel);
        Assert.Equal(LensEndStop.Near, near.EndStop);
        Assert.InRange(near.Steps, -500, 0);
        Assert.Equal(0, camera.Lens.Position, 1e-9);
        Assert.Equal(0, await PositionOf(near.FirstSequence), Tolerance);
        Assert.Equal((0, LensEndStop.Near), await StepsAndEnd(-10));
        Assert.Equal((300, LensEndStop.None), await StepsAndEnd(300));
        Assert.Equal(LensEndStop.Far, (await StepsAndEnd(2000)).End);
        Assert.Equal(1000, camera.Lens.Position, 1e-9);

        async Task<(int Steps, LensEndStop End)> StepsAndEnd(int steps)
        {
            var move = await lens.DriveAsync(steps, 0, Cancel);
            return (move.Steps, move.EndStop);
        }
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    public async Task EndStop_OfAMakeThatReportsNone_ShowsInPicturesThatNoLongerChange(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.Position = 950;
        var (_, lens) = await Open(camera);
        var first = await lens.DriveAsync(2, 2, Cancel);
        Assert.Equal((2, LensEndStop.None), (first.Steps, first.EndStop));
        await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
        var again = await lens.DriveAsync(1, 2, Cancel);
        Assert.Equal(1000, await PositionOf(again.FirstSequence), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Backlash_AfterAReversal_ShowsInThePictures(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.Backlash = 30;
        var (_, lens) = await Open(camera);
        var (small, size) = make == SimulatedCameraMake.Nikon ? (20, 0) : (1, 1);
        var units = make == SimulatedCameraMake.Nikon ? 20 : camera.Lens.StepUnits[1];
        await Settle(lens.DriveAsync(small, size, Cancel));
        var reached = 500 + units; // it was left as if it had come from the near side
        Assert.Equal(reached, camera.Lens.Position, 1e-9);
        var back = await Settle(lens.DriveAsync(-small, size, Cancel));
        Assert.Equal(reached, await PositionOf(back.FirstSequence), Tolerance); // all of it is play
        await Settle(lens.DriveAsync(-small, size, Cancel));
        await Settle(lens.DriveAsync(-small, size, Cancel));
        Assert.Equal(reached + 30 - (3 * units), camera.Lens.Position, 1e-9);

        async Task<LensMove> Settle(Task<LensMove> driving)
        {
            var move = await driving;
            await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
            return move;
        }
    }

    [Fact]
    public async Task LiveView_DuringALongMove_GoesOn()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        (camera.Lens.Far, camera.Lens.Position, camera.Lens.UnitsPerSecond) = (2000, 0, 1000);
        camera.Lens.Scene = camera.Lens.Scene! with { PixelsPerUnit = 0.01 };
        var (_, lens) = await Open(camera);
        var move = await lens.DriveAsync(1900, 0, Cancel);
        Assert.Equal(1900, await PositionOf(move.FirstSequence), 4.1);
        Assert.True(Frames.Count(frame => frame.Position is > 20 and < 1880) >= 5, "No frames came during the move.");
    }

    [Fact]
    public async Task Lens_ThatMovesForLongerThanTheDriverWaits_IsWaitedFor()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        camera.Lens.UnitsPerSecond = 110;
        var (_, lens) = await Open(camera);
        var move = await lens.DriveAsync(190, 0, Cancel); // 1.7 s: the driver gives up after one
        Assert.Equal((190, 690), (move.Steps, (int)Math.Round(camera.Lens.Position)));
        Assert.Equal(690, await PositionOf(move.FirstSequence), Tolerance);
        camera.Lens.UnitsPerSecond = 60;
        var first = await lens.DriveAsync(-150, 0, Cancel); // 2.5 s in parts
        var next = await lens.DriveAsync(-1, 0, Cancel); // refused as busy for as long as it moves
        Assert.Equal((-150, -1), (first.Steps, next.Steps));
        Assert.Equal(539, camera.Lens.Position, 1e-9);
    }

    [Fact]
    public async Task Step_ThatIsTooSmallForTheLens_IsEnlarged()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        camera.Lens.FewestUnits = 6;
        var (_, lens) = await Open(camera);
        Assert.Equal(8, (await lens.DriveAsync(1, 0, Cancel)).Steps);
        Assert.Equal(508, camera.Lens.Position, 1e-9);
        var orders = camera.Lens.Orders;
        Assert.Equal(-8, (await lens.DriveAsync(-3, 0, Cancel)).Steps); // it is known by now
        Assert.Equal(orders + 1, camera.Lens.Orders);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Lens_ThatRefusesOneDirection_IsReportedAndTakesTheOther(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.Refuses = LensEndStop.Near;
        var (_, lens) = await Open(camera);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => lens.DriveAsync(-2, 0, Cancel));
        Assert.Equal(FaultKind.Failed, refused.Kind);
        Assert.StartsWith("The lens was not driven: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(500, camera.Lens.Position, 1e-9);
        Assert.Equal(2, (await lens.DriveAsync(2, 0, Cancel)).Steps);
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    public async Task Cancelled_BetweenSteps_LeavesTheRestUndone(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        var (_, lens) = await Open(camera);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var driving = lens.DriveAsync(400, 0, stop.Token);
        await Poll.UntilAsync(() => camera.Lens.Orders >= 3, "some steps are done");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driving);
        var last = await lens.DriveAsync(-1, 0, Cancel); // comes after what the cancelled order still does
        Assert.Equal(-1, last.Steps);
        Assert.InRange(camera.Lens.Orders, 4, 100);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Unplugged_InMidMove_FailsAsLostAndDrivesAgainLater(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.UnitsPerSecond = 100;
        var (source, lens) = await Open(camera);
        var lost = UntilConnection(source, ConnectionState.Lost);
        var driving = lens.DriveAsync(300, 0, Cancel);
        await Poll.UntilAsync(() => camera.Lens.IsMoving, "the lens moves");
        await camera.UnplugAsync();
        var failed = await Assert.ThrowsAsync<CaptureException>(() => driving);
        Assert.Equal(FaultKind.NotAvailable, failed.Kind);
        Assert.Null(lens.Traits);
        Assert.Contains("not connected", lens.UnavailableReason, StringComparison.Ordinal);
        await lost;
        camera.PlugIn();
        await Poll.UntilAsync(() => lens.Traits is not null, "the lens can be driven again");
        Note(source);
        camera.Lens.UnitsPerSecond = 2000;
        await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
        var before = Frames[^1].Sequence;
        var move = await lens.DriveAsync(-1, 0, Cancel);
        Assert.True(move.FirstSequence > before); // numbers go on over a loss
    }

    [Fact]
    public async Task Orders_GivenTogether_AreCarriedOutOneAfterTheOther()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        var (_, lens) = await Open(camera);
        var moves = await Task.WhenAll(Enumerable.Range(1, 5).Select(steps => lens.DriveAsync(steps * 10, 0, Cancel)));
        Assert.Equal([10, 20, 30, 40, 50], moves.Select(move => move.Steps));
        Assert.Equal(moves.OrderBy(move => move.FirstSequence), moves);
        Assert.Equal(650, camera.Lens.Position, 1e-9);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 3)]
    public async Task Drive_ByNothingOrOfNoSuchSize_IsRefusedAtOnce(int steps, int size)
    {
        var (_, lens) = await Open(Simulate(SimulatedCameraMake.Canon));
        await Assert.ThrowsAnyAsync<ArgumentOutOfRangeException>(() => lens.DriveAsync(steps, size, Cancel));
    }
}
