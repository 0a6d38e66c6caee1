using P2IKT.Live.Tests.TestCamera;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Canon that shoots onto its card, as it does unless told otherwise.</summary>
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
    public async Task Dispose_LeavesTheCameraInOrder()
    {
        var source = OpenTethered(_camera);
        await Next(Watch(source));
        Assert.True(_camera.InLiveView);
        await source.DisposeAsync();
        await UntilAsync(() => !_camera.InLiveView, "the live view is switched off");
    }
}
