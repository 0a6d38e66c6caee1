using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Sony, whose pictures always come out of its memory, whether they are on its card as well or not.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredSonyTests : TetheredMemoryTests
{
    private SonyCamera _camera = new();

    private protected override PairCamera Pairs => _camera;

    [Fact]
    public async Task Set_ReachesTheCamera()
    {
        var camera = await Running();
        await camera.SetAsync("iso", "800", Cancel);
        await camera.SetAsync("aperture", "f/8", Cancel);
        Assert.Equal(800ul, _camera.State[SonyCodes.Iso]);
        Assert.Equal(800ul, _camera.State[SonyCodes.FNumber]);
    }

    [Fact]
    public async Task Pictures_GoToTheCardAsWell()
    {
        var camera = await Running();
        Assert.Equal("Computer and memory card", (await SettingsOf(camera, "captureTarget"))["captureTarget"].Value);
        Assert.Equal(SonyCodes.ToBoth, _camera.State[SonyCodes.Destination]);
        await camera.CaptureStillAsync(Cancel);
        await UntilAllAreSaved(camera);
        Assert.Equal(_camera.Taken, _camera.Card);
        Assert.Null(camera.State.Notice);
    }

    [Fact]
    public async Task Pictures_OfOneThatWasToldToKeepNone_StayWhereTheUserWantsThem()
    {
        var source = OpenTethered(_camera);
        await Next(Watch(source));
        var set = await source.Camera!.SetAsync("captureTarget", "computer", Cancel);
        Assert.Equal(("Computer", 3), (set.Value, set.Choices.Count));
        Assert.Equal(SonyCodes.ToComputer, _camera.State[SonyCodes.Destination]);
        Assert.Contains("on this computer only", source.Camera.State.Notice, StringComparison.Ordinal);
        await source.Camera.SetAsync("captureTarget", "Memory card", Cancel);
        Assert.Equal(SonyCodes.ToCard, _camera.State[SonyCodes.Destination]);
        Assert.Contains("none comes to this computer", source.Camera.State.Notice, StringComparison.Ordinal);
        await source.Camera.SetAsync("captureTarget", "Computer", Cancel);
        await source.DisposeAsync();

        var again = await Running(); // libgphoto2 has kept the choice
        Assert.Equal("Computer", (await SettingsOf(again, "captureTarget"))["captureTarget"].Value);
    }

    [Fact]
    public async Task Pictures_OfOneWithoutACard_AreSaidToBeHereOnly()
    {
        await Replace(new SonyCamera { HasNoCard = true });
        var camera = await Running();
        Assert.Equal("Computer", (await SettingsOf(camera, "captureTarget"))["captureTarget"].Value);
        Assert.Contains("on this computer only", camera.State.Notice, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => camera.SetAsync("captureTarget", "Computer and memory card", Cancel));
        Assert.Contains("did not take captureTarget", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_OfOneThatHasNoChoice_AreSaidToBeHereOnly()
    {
        await Replace(new SonyCamera { HasNoDestination = true });
        var camera = await Running();
        var target = (await SettingsOf(camera, "captureTarget"))["captureTarget"];
        Assert.Equal(("Computer", true), (target.Value, target.ReadOnly));
        Assert.Contains("on this computer only", camera.State.Notice, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => camera.SetAsync("captureTarget", "Memory card", Cancel));
        Assert.Contains("go to the computer only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_TurnedOnTheCamera_ShowsInTheSettings()
    {
        var camera = await Running();
        await SettingsOf(camera, "iso");
        await _camera.TurnAsync(SonyCodes.Iso, 200);
        await Poll.UntilAsync(() => camera.State.Settings.Any(setting => setting is { Name: "iso", Value: "200" }), "the new value is there");
    }

    private async Task Replace(SonyCamera camera)
    {
        await _camera.DisposeAsync();
        _camera = camera;
    }
}
