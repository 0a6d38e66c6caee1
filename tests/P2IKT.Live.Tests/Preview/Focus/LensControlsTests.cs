using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Preview.Focus.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The controls of a lens over a scene that shows what the lens does.</summary>
public sealed class LensControlsTests : IDisposable
{
    private readonly FocusAssist _focus = new();
    private readonly FrameDemand _demand = new();
    private readonly CameraStub _camera = new();
    private readonly DrivenScene _scene;
    private readonly LensControls _lens;
    private readonly LensSurroundings _around;
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-lens-").FullName;
    private int _holds;

    public LensControlsTests()
    {
        _scene = new DrivenScene(_focus);
        _around = new LensSurroundings
        {
            Camera = _camera,
            Demand = _demand,
            Calibrations = new LensCalibrations(Path.Combine(_folder, "state", "lenses.json")),
            HoldQuality = () => new Hold(this),
        };
        _lens = new LensControls(_scene, _focus, _around, TimeProvider.System);
        _focus.Add(0.5, 0.5, "Eye");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _lens.Dispose();
        Poll.Until(() => !_demand.IsWanted, "nothing asks for frames any more");
        Poll.Until(() => Volatile.Read(ref _holds) == 0, "no hold of the quality is left");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Autofocus_ReachesTheBestFocus_AndTellsHowItGoes()
    {
        _lens.StartAutofocus(1);
        Assert.Equal((LensOperation.Autofocus, "Focusing on Eye.", 1), (_lens.State.Operation, _lens.State.Message, _lens.State.Point));
        Assert.True(_demand.IsWanted, "It needs frames, with or without a viewer.");
        Assert.Equal(1, Volatile.Read(ref _holds)); // each level of the network reads another radius
        await IdleAsync();
        Assert.False(_lens.State.Failed);
        Assert.Equal(DrivenScene.Best, _scene.Position, 8.0);
    }

    [Fact]
    public async Task WhatIsLearnedOfALens_IsKeptForTheNextRun()
    {
        _lens.StartAutofocus(1);
        await IdleAsync();
        var kept = new LensCalibrations(Path.Combine(_folder, "state", "lenses.json"));
        await Poll.UntilAsync(
            () => (kept = new LensCalibrations(Path.Combine(_folder, "state", "lenses.json"))).Of("Stub 24-70mm") != LensCalibration.Unknown, "it is on the disk");
        Assert.Null(kept.Note);
        Assert.NotNull(kept.Of("Stub 24-70mm").PixelsPerUnit);
        Assert.Same(LensCalibration.Unknown, kept.Of("Stub 50mm"));
        using var next = new LensControls(_scene, _focus, _around with { Calibrations = kept }, TimeProvider.System);
        next.SetStackLimit(far: false);
        await next.MoveAsync(LensMoveSize.Large, farther: true, Stop);
        next.SetStackLimit(far: true);
        Assert.True(next.State.Stack.Pictures > 0, $"{next.State.Stack}"); // k is known without an autofocus
    }

    [Theory]
    [InlineData("{\"lenses\": {\"Stub 24-70mm\": {\"pixelsPerUnit\": \"much\"}}}")]
    [InlineData("not JSON")]
    [InlineData("")]
    public void AFileThatIsBroken_IsIgnoredWithANote_AndReplaced(string content)
    {
        var path = Path.Combine(_folder, "broken.json");
        File.WriteAllText(path, content);
        var kept = new LensCalibrations(path);
        Assert.Contains(path, kept.Note, StringComparison.Ordinal);
        Assert.Same(LensCalibration.Unknown, kept.Of("Stub 24-70mm"));
        kept.Keep("Stub 24-70mm", new LensCalibration { PixelsPerUnit = 0.1 });
        Assert.Null(kept.Note);
        Assert.Equal(0.1, new LensCalibrations(path).Of("Stub 24-70mm").PixelsPerUnit);
    }

    [Fact]
    public void AFileThatCannotBeWritten_IsSaid()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var kept = new LensCalibrations(Path.Combine(_folder, "file", "lenses.json"));
        kept.Keep("Stub 24-70mm", new LensCalibration { PixelsPerUnit = 0.1 });
        Assert.Contains("could not be kept", kept.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Autofocus_WhereNothingCanBeRead_Fails_AndTheLensIsWhereItWas()
    {
        _lens.StartAutofocus(1);
        await Poll.UntilAsync(
            () => _lens.State.Operation == LensOperation.Idle, "it has given up", () => FocusFields.Observe(_focus, 0, 3, confidence: 0.01f));
        Assert.True(_lens.State.Failed);
        Assert.NotEmpty(_lens.State.Message);
        Assert.Equal(0, _scene.Position);
    }

    [Fact]
    public async Task Operations_WhileOneRuns_AreRefusedAtOnce_AndItCanBeCancelled()
    {
        _lens.StartAutofocus(1);
        Assert.Throws<FocusException>(() => _lens.StartAutofocus(1));
        await Assert.ThrowsAsync<FocusException>(() => _lens.MoveAsync(LensMoveSize.Small, true, Stop));
        _lens.Cancel();
        await IdleAsync();
        Assert.Equal(0, _scene.Position, 1e-6);
        await _lens.MoveAsync(LensMoveSize.Large, farther: true, Stop);
        Assert.Equal(30, _scene.Position);
        await _lens.MoveAsync(LensMoveSize.Medium, farther: false, Stop);
        Assert.Equal(24, _scene.Position);
    }

    [Fact]
    public async Task Marks_KeepTheirNumbers_AndArePulledTo()
    {
        _lens.AddMark("Cup");
        await _lens.MoveAsync(LensMoveSize.Large, farther: true, Stop);
        _lens.AddMark(null);
        Assert.Equal([new LensMark(1, "Cup"), new LensMark(2, "1")], _lens.State.Marks);
        Assert.True(_lens.RemoveMark(2));
        Assert.False(_lens.RemoveMark(2));
        Assert.False(_lens.StartRack(2, TimeSpan.Zero));
        Assert.True(_lens.StartRack(1, TimeSpan.Zero));
        await IdleAsync();
        Assert.Equal(0, _scene.Position, LensCalibration.Unknown.MaxBacklash); // its backlash is not known
    }

    [Fact]
    public async Task Stack_NeedsItsLimitsAndAFocusedPoint_ThenItIsTaken()
    {
        Assert.Contains("near limit", Assert.Throws<FocusException>(_lens.StartStack).Message, StringComparison.Ordinal);
        _lens.SetStackLimit(far: false);
        await _lens.MoveAsync(LensMoveSize.Large, farther: true, Stop);
        await _lens.MoveAsync(LensMoveSize.Large, farther: true, Stop);
        _lens.SetStackLimit(far: true);
        Assert.Empty(_lens.State.Marks); // the limits are not marks of the user's
        Assert.Throws<FocusException>(() => _lens.AddMark("Near limit of the STACK"));
        Assert.Contains("Focus on a point once", _lens.State.Stack.Note, StringComparison.Ordinal);
        _lens.StartAutofocus(1);
        await IdleAsync();
        Assert.True(_lens.State.Stack is { HasNear: true, HasFar: true, Pictures: > 0, Note: null }, $"{_lens.State.Stack}");
        var before = _scene.Position;
        _lens.StartStack();
        await IdleAsync();
        Assert.InRange(_camera.Shots, 2, 10); // 60 steps of 0.05 px, 1.5 px tolerated
        Assert.Equal(before, _scene.Position, 1.0);
        Assert.False(_lens.State.Failed);
    }

    [Fact]
    public async Task Trap_TakesAPictureOnceThePointComesIntoFocus()
    {
        _lens.StartTrap(1);
        Assert.Equal((LensOperation.Trap, "Waiting until Eye comes into focus."), (_lens.State.Operation, _lens.State.Message));
        Assert.Throws<FocusException>(() => _lens.StartTrap(1));
        await ShowAsync(1, frames: 10); // in focus already: nothing has come into focus
        await ShowAsync(5, frames: 10);
        Assert.Equal(0, _camera.Shots);
        await Poll.UntilAsync(() => _camera.Shots == 1, "the picture is taken", () => _scene.Show(1));
        await IdleAsync();
        Assert.Equal("Eye came into focus: saved DSC_0001.JPG.", _lens.State.Message);
        await ShowAsync(5, frames: 5);
        await ShowAsync(1, frames: 5);
        Assert.Equal(1, _camera.Shots);
    }

    [Fact]
    public async Task Trap_IsCancelled_AndEndsWithItsPoint()
    {
        _lens.StartTrap(1);
        _lens.Cancel();
        await IdleAsync();
        Assert.Equal("The focus trap was cancelled.", _lens.State.Message);
        Assert.False(_lens.State.Failed);
        _lens.StartTrap(1);
        await Poll.UntilAsync(() => _demand.IsWanted, "it waits for frames");
        await ShowAsync(5, frames: 3);
        _focus.Remove(1);
        await IdleAsync();
        Assert.Equal("Focus point 1 was removed.", _lens.State.Message);
    }

    [Fact]
    public async Task Drift_IsWarnedOf_AndTheWarningEnds()
    {
        _lens.WatchDrift(1);
        Assert.Equal(1, _lens.State.DriftPoint);
        await ShowAsync(1, frames: 20);
        Assert.Null(_lens.State.DriftWarning);
        await Poll.UntilAsync(() => _lens.State.DriftWarning is not null, "it warns", () => _scene.Show(2.5f));
        Assert.Equal("Eye has drifted from 1.0 to 2.5 px.", _lens.State.DriftWarning);
        await Poll.UntilAsync(() => _lens.State.DriftWarning is null, "it is back", () => _scene.Show(1));
        _lens.WatchDrift(null);
        Assert.Null(_lens.State.DriftPoint);
        _lens.WatchDrift(1);
        _focus.Remove(1);
        await Poll.UntilAsync(() => _lens.State.DriftPoint is null, "the watch ends with its point", _scene.Show);
    }

    [Fact]
    public async Task ALensOnManualFocus_SaysSo()
    {
        _scene.IsOnManualFocus = true;
        Assert.Equal("The lens is on MF: switch it to AF.", _lens.State.UnavailableReason);
        foreach (var act in new Action[] { () => _lens.StartAutofocus(1), () => _lens.AddMark("A"), () => _lens.SetStackLimit(true) })
            Assert.Equal(FaultKind.NotAvailable, Assert.Throws<FocusException>(act).Kind);
        var refused = await Assert.ThrowsAsync<FocusException>(() => _lens.MoveAsync(LensMoveSize.Small, true, Stop));
        Assert.Equal("The lens is on MF: switch it to AF.", refused.Message);
    }

    [Theory]
    [InlineData(3, null, new[] { 1, 0, 1, 1, 1, 2 })]
    [InlineData(2, null, new[] { 1, 0, 1, 1, 4, 1 })]
    [InlineData(1, null, new[] { 10, 0, 60, 0, 360, 0 })]
    [InlineData(1, 0.05, new[] { 10, 0, 40, 0, 160, 0 })] // half a pixel, two, eight
    public void StepSizes_FitTheDrive(int sizes, double? pixelsPerUnit, int[] expected)
    {
        var traits = new LensDriveTraits("Test", [.. Enumerable.Range(0, sizes).Select(static i => new LensStepSize("", 1 + (5 * i), true, 1000))], false);
        var calibration = pixelsPerUnit is null ? LensCalibration.Unknown
            : LensCalibration.Unknown with { UnitsPerStep = [1], UnitsSigma = [0], PixelsPerUnit = pixelsPerUnit };
        Assert.Equal(expected, Enum.GetValues<LensMoveSize>().SelectMany(size =>
        {
            var (steps, index) = StepSizes.Of(size, traits, calibration);
            return new[] { steps, index };
        }));
    }

    private Task IdleAsync() => Poll.UntilAsync(() => _lens.State.Operation == LensOperation.Idle, "the lens is idle", _scene.Show);

    /// <summary>Shows frames, each after the one before was read by what waits for it.</summary>
    private async Task ShowAsync(float radius, int frames)
    {
        var left = frames;
        await Poll.UntilAsync(() => left-- <= 0, "the frames are shown", () => _scene.Show(radius));
    }

    private sealed class Hold : IDisposable
    {
        private readonly LensControlsTests _owner;

        public Hold(LensControlsTests owner) => Interlocked.Increment(ref (_owner = owner)._holds);

        public void Dispose() => Interlocked.Decrement(ref _owner._holds);
    }
}
