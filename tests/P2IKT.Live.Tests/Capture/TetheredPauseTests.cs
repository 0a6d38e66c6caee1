using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Cameras without a live view, for good or for now: all else works, and nothing is opened and closed in vain.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredPauseTests : TetheredTest
{
    [Fact]
    public async Task Open_OfACameraWithoutLiveView_WorksAndSaysWhatIsMissing()
    {
        Camera.Manners.HasNoLiveView = true;
        var source = OpenCamera();
        Assert.False(source.Description.SizeIsKnown);
        Assert.Contains("no live view", source.Description.Note, StringComparison.Ordinal);
        Assert.Contains("camera:0", source.Description.Note, StringComparison.Ordinal);
        source.Start();
        var camera = source.Camera!;
        Assert.True(camera.State.Connected);

        await Poll.UntilAsync(() => camera.State.Settings.Count >= 7, "the settings are read");
        Assert.Equal("400", (await camera.SetAsync("iso", "400", Cancel)).Value);
        var still = await camera.CaptureStillAsync(Cancel);
        Assert.Equal(Camera.State.Card[0].Content, await File.ReadAllBytesAsync(still.Path, Cancel));
        await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => camera.State.Stills == 2, "the picture of its own button is there");

        await Poll.UntilAsync(() => camera.State.Paused == source.Description.Note, "it says again what is missing");
        Assert.Equal(1u, Camera.Sessions);
        Assert.Equal((0, 0), (source.Captured, source.Broken));
    }

    [Fact]
    public async Task Unplugged_WithoutLiveView_IsNoticedAndOvercome()
    {
        Camera.Manners.HasNoLiveView = true;
        var source = OpenCamera();
        var lost = UntilConnection(source, ConnectionState.Lost);
        source.Start();
        Camera.DropConnections();
        await lost;
        await UntilConnection(source, ConnectionState.Connected);
        Assert.Equal(2u, Camera.Sessions);
        Assert.Single((await source.Camera!.CaptureStillAsync(Cancel)).Files);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Playback_InMidSession_IsAPauseAndNoLoss(bool inMenu)
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        var states = new List<ConnectionState>();
        using var connection = source.Connection.Subscribe(states.Add);
        await Next(numbers);

        if (inMenu)
            Camera.Manners.IsBusy = true; // libgphoto2 gives an empty picture then, and no error
        else
            Camera.Manners.IsInPlayback = true;
        await Poll.UntilAsync(() => source.Camera!.State.Paused?.Contains("no live view just now", StringComparison.Ordinal) == true, "it says that the live view stands");
        Assert.Single((await source.Camera!.CaptureStillAsync(Cancel)).Files);
        await Poll.UntilAsync(() => source.Camera.State.Paused is not null, "it still does");

        (Camera.Manners.IsBusy, Camera.Manners.IsInPlayback) = (false, false);
        await NextNew(numbers);
        Assert.Null(source.Camera.State.Paused);
        Assert.Equal([ConnectionState.Connected], states);
        Assert.Equal(1u, Camera.Sessions);
        Assert.InRange(source.Broken, 0, 10);
    }

    [Fact]
    public async Task Open_InPlayback_ShowsThePictureOnceItIsLeft()
    {
        Camera.Size = new FrameSize(320, 216);
        Camera.Manners.IsInPlayback = true;
        var source = OpenCamera();
        Assert.False(source.Description.SizeIsKnown);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        source.Start();
        Camera.Manners.IsInPlayback = false;
        await Poll.UntilAsync(() => log.Sizes.Contains(Camera.Size), "the live view is there");
        Assert.Equal(1u, Camera.Sessions);
    }

    [Fact]
    public void Open_ShowsAPictureBeforeItReadsTheSettings()
    {
        OpenCamera();
        var asked = Camera.State.Asked.TakeWhile(static operation => operation != PtpCodes.NikonGetLiveViewImage);
        Assert.DoesNotContain(PtpCodes.GetDevicePropDesc, asked);
    }
}
