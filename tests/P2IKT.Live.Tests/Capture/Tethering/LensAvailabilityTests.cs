using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>When a lens cannot be driven, and what is said then.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class LensAvailabilityTests : LensTest
{
    private const ulong Manual = 1;
    private const ulong AutofocusOnce = 0x8010; // AF-S

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Camera_WithoutALensDrive_SaysSo(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.IsDrivable = false;
        var source = Start(camera);
        await UntilReason(source, "no lens drive that libgphoto2 knows");
        var refused = await Assert.ThrowsAsync<CaptureException>(() => source.Lens!.DriveAsync(1, 0, Cancel));
        Assert.Equal((FaultKind.Failed, source.Lens!.UnavailableReason), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task Nikon_OnManualFocus_IsDrivenOnceItIsOnAutofocus()
    {
        Camera.State.Offer(new PtpProperty(PtpCodes.FocusMode, 2, Manual, Manual, AutofocusOnce));
        var source = OpenCamera();
        source.Start();
        await UntilReason(source, "Set the lens and the camera to AF");
        Assert.Null(source.Lens!.Traits);
        await Camera.State.TurnAsync(PtpCodes.FocusMode, AutofocusOnce);
        await UntilDrivable(source);
        Assert.Equal(3, (await source.Lens.DriveAsync(3, 0, Cancel)).Steps);
    }

    [Fact]
    public async Task Canon_WhoseLensIsSwitchedToManualFocus_IsNotDriven()
    {
        await using var camera = new CanonCamera();
        var source = OpenTethered(camera);
        source.Start();
        await UntilDrivable(source);
        camera.State.TrySet(CanonCodes.FocusMode, CanonCodes.ManualFocus);
        await UntilReason(source, "Set the lens and the camera to AF");
        camera.State.TrySet(CanonCodes.FocusMode, 0);
        await UntilDrivable(source);
        await source.DisposeAsync();
    }

    [Fact]
    public async Task Sony_OnAutofocus_IsDrivenOnceItIsOnManualFocus()
    {
        await using var camera = new SonyCamera();
        await camera.TurnAsync(SonyCodes.FocusMode, 2);
        var source = OpenTethered(camera);
        source.Start();
        await UntilReason(source, "focus mode to MF or DMF");
        await source.Camera!.SetAsync("focusMode", "Manual", Cancel);
        await UntilDrivable(source);
        await source.Lens!.DriveAsync(1, 1, Cancel);
        await Poll.UntilAsync(() => camera.Lens.Position > 513, "the lens has moved");
        await source.DisposeAsync();
    }

    [Fact]
    public async Task LiveView_ThatStands_IsSaidToBeNeeded()
    {
        var source = OpenCamera();
        source.Start();
        await UntilDrivable(source);
        Camera.Manners.IsInPlayback = true;
        await UntilReason(source, "live view only");
        await Assert.ThrowsAsync<CaptureException>(() => source.Lens!.DriveAsync(1, 0, Cancel));
        Camera.Manners.IsInPlayback = false;
        await UntilDrivable(source);
    }

    [Fact]
    public async Task LiveView_ThatStandsAfterTheMove_FailsTheOrder()
    {
        Camera.Lens.UnitsPerSecond = 50;
        var source = OpenCamera();
        source.Start();
        await UntilDrivable(source);
        var driving = source.Lens!.DriveAsync(20, 0, Cancel);
        await Poll.UntilAsync(() => Camera.Lens.IsMoving, "the lens moves");
        Camera.Manners.IsBusy = true; // no error, and no picture either
        var failed = await Assert.ThrowsAsync<CaptureException>(() => driving);
        Assert.Contains("no live view since", failed.Message, StringComparison.Ordinal);
        Assert.Equal(20, Camera.State.FocusSteps);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Lens_ThatIsStuck_ShowsTheSamePictures(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.IsStuck = true;
        var (_, lens) = await Open(camera);
        var move = await lens.DriveAsync(10, 0, Cancel);
        Assert.Equal((10, LensEndStop.None), (move.Steps, move.EndStop));
        Assert.Equal(500, await PositionOf(move.FirstSequence), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Lens_ThatGoesTheWrongWay_ShowsInThePictures(SimulatedCameraMake make)
    {
        var camera = Simulate(make);
        camera.Lens.IsReversed = true;
        var (_, lens) = await Open(camera);
        await lens.DriveAsync(20, 0, Cancel);
        await Poll.UntilAsync(() => !camera.Lens.IsMoving, "the lens rests");
        var move = await lens.DriveAsync(1, 0, Cancel);
        Assert.InRange(await PositionOf(move.FirstSequence), 400, 485);
    }

    [Fact]
    public void Source_ThatIsNoTetheredCamera_HasNoLens() => Assert.Null(Open("test:?size=32x18").Lens);

    private static Task UntilReason(FrameSource source, string part) =>
        Poll.UntilAsync(() => source.Lens!.UnavailableReason?.Contains(part, StringComparison.Ordinal) == true, $"it says '{part}'");

    private static Task UntilDrivable(FrameSource source) => Poll.UntilAsync(() => source.Lens!.Traits is not null, "the lens can be driven");
}
