using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Canon that shoots onto its card, as it does unless told otherwise.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredCanonTests : TetheredPairTests
{
    private readonly CanonCamera _camera = new();

    private protected override PairCamera Pairs => _camera;

    [Fact]
    public async Task Pictures_GoToTheCard()
    {
        var camera = await Running();
        Assert.Equal("Memory card", (await SettingsOf(camera, "captureTarget"))["captureTarget"].Value);
        Assert.Equal(CanonCodes.ToCard, _camera.State[CanonCodes.Destination]);
        Assert.Null(camera.State.Notice);
    }

    [Fact]
    public async Task Set_ReachesTheCamera()
    {
        var camera = await Running();
        await camera.SetAsync("iso", "800", Cancel);
        await camera.SetAsync("aperture", "8", Cancel);
        await camera.SetAsync("shutter", "1/60", Cancel);
        Assert.Equal((0x60u, 0x38u, 0x68u), (_camera.State[CanonCodes.Iso], _camera.State[CanonCodes.Aperture], _camera.State[CanonCodes.Shutter]));
    }

    [Fact]
    public async Task Connection_CutDuringADownload_IsMadeUpForWhenTheCameraIsBack()
    {
        var source = OpenTethered(_camera);
        var numbers = Watch(source);
        await Next(numbers);
        _camera.Manners.DropsAfter = 50_000;
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        await _camera.ReleaseAsync();
        await lost;
        await UntilConnection(source, ConnectionState.Connected);
        await NextNew(numbers);
        await UntilNothingIsMissing(source.Camera!);
    }

    [Fact]
    public async Task Host_KilledWhilePicturesWait_IsMadeUpForWhenTheCameraIsBack()
    {
        _camera.Exposure = static _ => new byte[8_000_000];
        var source = OpenTethered(_camera);
        var numbers = Watch(source);
        await Next(numbers);
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        _camera.Manners.AnswerTime = TimeSpan.FromMilliseconds(100); // so that the download takes a while
        await _camera.ReleaseAsync();
        await Poll.UntilAsync(() => Directory.Exists(Stills) && Directory.EnumerateFiles(Stills).Any(), "a picture is being downloaded");
        Signal(HostOf(source), "KILL");
        await lost;
        _camera.Manners.AnswerTime = TimeSpan.Zero;
        await UntilConnection(source, ConnectionState.Connected);
        await NextNew(numbers);
        await UntilNothingIsMissing(source.Camera!);
    }

    private async Task UntilNothingIsMissing(ICameraControls camera)
    {
        await Poll.UntilAsync(() => camera.State is { Waiting: 0, NotSaved: 0, Problem: null } && camera.State.Stills >= Pairs.Taken.Count,
            "both files are fetched from the card");
        AssertAllAreSaved();
    }

    [Fact]
    public async Task Dispose_LeavesTheCameraInOrder()
    {
        var source = OpenTethered(_camera);
        await Next(Watch(source));
        Assert.True(_camera.InLiveView);
        await source.DisposeAsync();
        await Poll.UntilAsync(() => !_camera.InLiveView, "the live view is switched off");
    }
}
