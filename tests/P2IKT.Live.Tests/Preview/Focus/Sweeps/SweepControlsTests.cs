using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Focus.Sweeps;

namespace P2IKT.Live.Tests.Preview.Focus.Sweeps;

/// <summary>A focus sweep over a scene that shows where the lens stands.</summary>
public sealed class SweepControlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ByHand_EachHalfComesFromTheFrameInWhichItWasSharp()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, isDeblurred: true);
        Assert.True(scene.Demand.IsWanted, "It needs frames, with or without a viewer.");
        Sweep(scene);
        Assert.Equal((SweepPhase.Running, SweepDrive.Hand, 9), (sweep.State.Phase, sweep.State.Drive, sweep.State.Merged));
        sweep.Stop();
        var state = sweep.State;
        Assert.Equal((SweepPhase.Done, 1.0, "seconds", 96, 64, 12, 8, 8), (state.Phase, state.InFocus, state.Unit, state.Width, state.Height, state.Columns, state.Rows, state.Stride));
        Assert.Null(state.Warning);
        AssertSharp(scene, sweep, added: 20); // the deblurred frames
        var (positions, radii) = sweep.Read(static run => run.CopyMaps());
        Assert.True(positions![0] < positions[11], "The left half was in focus first.");
        Assert.All(radii!, static radius => Assert.InRange(radius, 0.4f, 0.6f));
    }

    [Fact]
    public void ASweepThatMergesNothing_LeavesTheResultBeforeIt()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, isDeblurred: true);
        Sweep(scene);
        sweep.Stop();
        sweep.Start(null, isDeblurred: true);
        sweep.Stop(); // at once: no frame has come
        Assert.Equal((SweepPhase.Done, 9), (sweep.State.Phase, sweep.State.Merged));
        Assert.Contains("the result before it stays", sweep.State.Message, StringComparison.Ordinal);
        AssertSharp(scene, sweep, added: 20);
    }

    [Fact]
    public async Task StartsAndStops_FromTwoThreads_LeaveNoFrameWanted()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        var starting = Task.Run(
            () =>
            {
                for (var i = 0; i < 20_000; i++)
                {
                    try
                    {
                        sweep.Start(null, isDeblurred: true);
                    }
                    catch (SweepException)
                    {
                        // It runs already.
                    }
                }
            },
            TestContext.Current.CancellationToken);
        while (!starting.IsCompleted)
            sweep.Stop();
        await starting;
        sweep.Stop();
        Assert.False(scene.Demand.IsWanted, "The frames of a sweep that has ended are still taken.");
    }

    [Fact]
    public void OfSources_ThePixelsAreThoseOfTheCamera()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(SweepDrive.Hand, isDeblurred: false);
        Sweep(scene);
        sweep.Stop();
        Assert.False(sweep.State.Deblurred);
        AssertSharp(scene, sweep, added: 0);
    }

    [Fact]
    public void OfAFolder_PositionsAreNumbersOfPictures_AndTheFirstDescribesTheResult()
    {
        var still = "/shoot/first.jpg";
        using var scene = new SweepScene { Focus = null, Still = () => still };
        using var sweep = Over(scene);
        Assert.Equal([SweepDrive.Folder], sweep.Drives);
        sweep.Start(null, true);
        for (scene.Position = 0; scene.Position <= 8; scene.Position++)
        {
            scene.Show();
            still = "/shoot/other.jpg";
        }
        sweep.Stop();
        Assert.Equal(("pictures", 9), (sweep.State.Unit, sweep.State.Merged));
        Assert.Equal("/shoot/first.jpg", sweep.Read(static run => run.DescribedBy));
        var positions = sweep.Read(static run => run.CopyMaps().Positions)!;
        Assert.Equal((2.0, 6.0), (Math.Round(positions[0]), Math.Round(positions[11])));
    }

    [Fact]
    public void Start_WhileOneRuns_IsRefused_AsIsADriveThatIsNotThere()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, true);
        Assert.Contains("runs already", Assert.Throws<SweepException>(() => sweep.Start(null, true)).Message, StringComparison.Ordinal);
        sweep.Cancel();
        Assert.Equal(FaultKind.WrongUsage, Assert.Throws<SweepException>(() => sweep.Start(SweepDrive.Lens, true)).Kind);
        Assert.Equal(FaultKind.WrongUsage, Assert.Throws<SweepException>(() => sweep.Start(SweepDrive.Folder, true)).Kind);
        Assert.Equal((SweepPhase.Idle, "The sweep was cancelled."), (sweep.State.Phase, sweep.State.Message));
    }

    [Fact]
    public void Cancel_ShowsTheResultOfTheSweepBefore()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, true);
        Sweep(scene);
        sweep.Stop();
        sweep.Start(null, true);
        scene.Show();
        Assert.Equal(1, sweep.State.Merged);
        sweep.Cancel();
        Assert.Equal((SweepPhase.Done, 9), (sweep.State.Phase, sweep.State.Merged));
    }

    [Fact]
    public void ASceneThatMoves_IsLeftOut_AndEndsTheSweepIfItDoesNotComeBack()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, true);
        Sweep(scene, to: 4);
        scene.IsCovered = true;
        scene.Show();
        Assert.Equal((5, 1), (sweep.State.Merged, sweep.State.LeftOut));
        Assert.Contains("moves", sweep.State.Warning, StringComparison.Ordinal);
        scene.IsCovered = false;
        scene.Show();
        Assert.Equal((6, 1, null), (sweep.State.Merged, sweep.State.LeftOut, sweep.State.Warning));
        scene.IsCovered = true;
        for (var i = 0; i < 100 && sweep.State.Phase == SweepPhase.Running; i++)
            scene.Show();
        Assert.Equal(SweepPhase.Failed, sweep.State.Phase);
        Assert.Contains("has moved and not come back", sweep.State.Message, StringComparison.Ordinal);
        Assert.Equal(6, sweep.State.Merged); // which can be saved
    }

    [Fact]
    public void APictureOfAnotherSize_EndsTheSweep()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, true);
        scene.Show();
        scene.FrameSize = new FrameSize(48, 32);
        scene.Show();
        Assert.Equal(SweepPhase.Failed, sweep.State.Phase);
        Assert.Contains("from 96x64 to 48x32", sweep.State.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTexture_OrWithoutAChange_TheResultIsInDoubt()
    {
        using var scene = new SweepScene { Confidence = 0.01f };
        using var sweep = Over(scene);
        sweep.Start(null, true);
        Sweep(scene);
        sweep.Stop();
        Assert.Contains("no texture", sweep.State.Warning, StringComparison.Ordinal);
        Assert.Null(sweep.State.InFocus);
        scene.Confidence = 0.9f;
        sweep.Start(null, true);
        for (var i = 0; i < 9; i++)
            scene.Show();
        sweep.Stop();
        Assert.Contains("focus has not changed", sweep.State.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void FramesThatNoNetworkSaw_AreNotMerged_AndTheReasonIsSaid()
    {
        using var scene = new SweepScene { IsMeasured = false };
        using var sweep = Over(scene);
        sweep.Start(null, true);
        for (var i = 0; i < 6; i++)
            scene.Show();
        Assert.Equal(0, sweep.State.Merged);
        Assert.Contains("No network runs", sweep.State.Warning, StringComparison.Ordinal);
        sweep.Cancel();
    }

    [Fact]
    public void TheEndOfTheSource_EndsTheSweepWithWhatItHas()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        sweep.Start(null, true);
        Sweep(scene);
        scene.End();
        Assert.Equal((SweepPhase.Done, "The source has ended."), (sweep.State.Phase, sweep.State.Message));
        sweep.Start(null, true); // there will be no more frames
        Assert.Equal(SweepPhase.Done, sweep.State.Phase);
    }

    [Fact]
    public void ASweepByHandThatIsForgotten_EndsAfterTenMinutes()
    {
        var time = new FakeTimeProvider();
        using var scene = new SweepScene();
        using var sweep = new SweepControls(scene.Source(time), null, _folder);
        sweep.Start(null, true);
        scene.Show();
        time.Advance(TimeSpan.FromMinutes(11));
        scene.Show();
        Assert.Equal((SweepPhase.Done, "The sweep was stopped after ten minutes."), (sweep.State.Phase, sweep.State.Message));
    }

    [Fact]
    public void ASweepByHand_HoldsTheLevelOfQuality_AsLongAsItTakes()
    {
        var time = new FakeTimeProvider();
        var holds = new QualityHolds(time);
        using var scene = new SweepScene();
        using var sweep = new SweepControls(scene.Source(time, holds.Begin), null, _folder);
        Assert.False(holds.Any);
        sweep.Start(null, true);
        for (var second = 0; second < 90; second++)
        {
            Assert.True(holds.Any, $"after {second} s");
            scene.Show();
            time.Advance(TimeSpan.FromSeconds(1));
        }
        sweep.Stop();
        Assert.False(holds.Any);
    }

    [Fact]
    public async Task ByLens_ItGoesFromLimitToLimit_AndIsBroughtBack()
    {
        using var scene = new SweepScene();
        var drive = new SceneDrive(scene);
        using var lens = new LensControls(drive, scene.Focus!, new LensSurroundings { Demand = scene.Demand }, TimeProvider.System);
        using var sweep = new SweepControls(scene.Source(), lens, _folder);
        Assert.Contains("near limit", sweep.State.LensNote, StringComparison.Ordinal);
        Assert.Throws<FocusException>(() => sweep.Start(SweepDrive.Lens, true));
        Assert.Equal(SweepPhase.Idle, sweep.State.Phase);
        await PrepareAsync(scene, lens, drive);
        var start = drive.Steps;
        sweep.Start(null, true);
        Assert.Equal((SweepPhase.Running, SweepDrive.Lens), (sweep.State.Phase, sweep.State.Drive));
        Assert.Throws<SweepException>(() => sweep.Start(SweepDrive.Hand, true));
        await EndsAsync(scene, sweep);
        Assert.Equal((SweepPhase.Done, "All focus positions are merged, and the lens is back where it was."), (sweep.State.Phase, sweep.State.Message));
        Assert.InRange(drive.Steps, start - 4, start + 4); // its backlash is not known
        Assert.Equal(1, sweep.State.InFocus);
        AssertSharp(scene, sweep, added: 20);
        await Poll.UntilAsync(() => lens.State.Message == "The focus sweep has ended.", "the lens says so, too");
    }

    [Fact]
    public async Task ByLens_Stopped_ItKeepsWhatItHas_AndTheLensIsBroughtBack()
    {
        using var scene = new SweepScene();
        var drive = new SceneDrive(scene);
        using var lens = new LensControls(drive, scene.Focus!, new LensSurroundings { Demand = scene.Demand }, TimeProvider.System);
        using var sweep = new SweepControls(scene.Source(), lens, _folder);
        await PrepareAsync(scene, lens, drive);
        var start = drive.Steps;
        sweep.Start(SweepDrive.Lens, true);
        await Poll.UntilAsync(() => sweep.State.Merged >= 2, "two stops are merged", scene.Show);
        var rests = new TaskCompletionSource();
        drive.Ready = rests.Task;
        sweep.Stop();
        Assert.Equal(SweepPhase.Returning, sweep.State.Phase);
        rests.SetResult();
        await EndsAsync(scene, sweep);
        Assert.Equal("The sweep was stopped, and the lens is back where it was.", sweep.State.Message);
        Assert.InRange(drive.Steps, start - 4, start + 4);
        Assert.True(sweep.State.Merged >= 2);
    }

    [Fact]
    public async Task ByLens_ThatDoesNotMove_TheSweepFailsAndSaysSo()
    {
        using var scene = new SweepScene();
        var drive = new SceneDrive(scene);
        using var lens = new LensControls(drive, scene.Focus!, new LensSurroundings { Demand = scene.Demand }, TimeProvider.System);
        using var sweep = new SweepControls(scene.Source(), lens, _folder);
        await PrepareAsync(scene, lens, drive);
        drive.IsStuck = true;
        sweep.Start(SweepDrive.Lens, true);
        await EndsAsync(scene, sweep);
        Assert.Equal(SweepPhase.Failed, sweep.State.Phase);
        Assert.Contains("was ordered to move, and the picture does not change", sweep.State.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_WritesTheFilesOnce_AndNotWhileASweepRuns()
    {
        using var scene = new SweepScene();
        using var sweep = Over(scene);
        await Assert.ThrowsAsync<SweepException>(() => sweep.SaveAsync(".png"));
        sweep.Start(null, true);
        Sweep(scene);
        await Assert.ThrowsAsync<SweepException>(() => sweep.SaveAsync(".png"));
        sweep.Stop();
        await sweep.SaveAsync(".png");
        var saved = sweep.State.Saved;
        Assert.Equal(3, saved.Count);
        Assert.Equal(saved.Order(StringComparer.Ordinal), Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Path.Combine(_folder, saved[0]), sweep.Files.Find(saved[0]));
        Assert.Null(sweep.Files.Find("../" + Path.GetFileName(_folder)));
        sweep.Start(null, true);
        Assert.Empty(sweep.State.Saved); // of the new one
        sweep.Cancel();
        Assert.Equal(saved, sweep.State.Saved);
    }

    private static void Sweep(SweepScene scene, double to = 8)
    {
        for (scene.Position = 0; scene.Position <= to; scene.Position++)
            scene.Show();
    }

    private static void AssertSharp(SweepScene scene, SweepControls sweep, int added)
    {
        var pixels = sweep.Read(static run => run.CopyPixels())!;
        foreach (var x in new[] { 8, 20, 70, 88 }) // away from the edge between the halves
        {
            for (var y = 4; y < 60; y += 7)
                Assert.Equal(scene.Sharp(x, y) + added, pixels[3 * ((y * SweepScene.Size.Width) + x)], 12.0);
        }
    }

    /// <summary>Sets the limits, and focuses once, so that it is known how fast the lens defocuses.</summary>
    private static async Task PrepareAsync(SweepScene scene, LensControls lens, SceneDrive drive)
    {
        drive.MoveTo(0);
        lens.SetStackLimit(far: false);
        await lens.MoveAsync(LensMoveSize.Large, farther: true, TestContext.Current.CancellationToken);
        await lens.MoveAsync(LensMoveSize.Large, farther: true, TestContext.Current.CancellationToken);
        lens.SetStackLimit(far: true);
        scene.Focus!.Add(0.2, 0.5);
        lens.StartAutofocus(1);
        await Poll.UntilAsync(() => lens.State.Operation == LensOperation.Idle, "the lens has focused", scene.Show);
        Assert.False(lens.State.Failed, lens.State.Message);
        Assert.Null(((ISweepLens)lens).SweepNote);
    }

    private static Task EndsAsync(SweepScene scene, SweepControls sweep) =>
        Poll.UntilAsync(() => sweep.State.Phase is SweepPhase.Done or SweepPhase.Failed or SweepPhase.Idle, "the sweep has ended", scene.Show);

    private SweepControls Over(SweepScene scene) => new(scene.Source(), null, _folder);

    /// <summary>Drives the lens of the scene: 20 fine steps are one of its positions.</summary>
    private sealed class SceneDrive(SweepScene scene) : ILensDrive
    {
        private static readonly LensDriveTraits All = new("Test", [new("fine", 1, true, 1), new("middle", 6, true, 1), new("coarse", 80, true, 1)], false);
        public LensDriveTraits? Traits => All;

        public string? UnavailableReason => null;

        public bool IsStuck { get; set; }

        /// <summary>An order waits for this.</summary>
        public Task Ready { get; set; } = Task.CompletedTask;

        public double Steps { get; private set; }

        public void MoveTo(double steps) => scene.Position = (Steps = steps) / 20;

        public async Task<LensMove> DriveAsync(int steps, int size, CancellationToken cancellation = default)
        {
            await Ready;
            if (!IsStuck)
                MoveTo(Steps + (steps * All.Sizes[size].NominalUnits));
            return new LensMove(steps, size, scene.NextSequence);
        }
    }
}
