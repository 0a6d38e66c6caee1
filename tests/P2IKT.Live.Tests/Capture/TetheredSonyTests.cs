using P2IKT.Live.Tests.TestCamera;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Sony, whose pictures always come out of its memory.</summary>
public sealed class TetheredSonyTests : TetheredPairTests
{
    private readonly SonyCamera _camera = new();

    private protected override PairCamera Pairs => _camera;

    [Fact]
    public async Task Set_ReachesTheCamera()
    {
        var camera = await Running();
        await camera.SetAsync("iso", "800", Cancel);
        await camera.SetAsync("aperture", "f/8", Cancel);
        Assert.Equal((800ul, 800ul), (_camera[SonyCodes.Iso], _camera[SonyCodes.FNumber]));
    }
}
