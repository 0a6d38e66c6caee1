using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredControlTests : TetheredTest
{
    [Fact]
    public async Task Settings_AreListedWithTheirChoices()
    {
        var camera = await Running();
        await Poll.UntilAsync(() => camera.State.Settings.Count >= 8, "the settings are read");
        var settings = camera.State.Settings.ToDictionary(setting => setting.Name);
        Assert.Equal(["iso", "aperture", "shutter", "whiteBalance", "autofocus", "focusDrive", "captureTarget", "battery"], camera.State.Settings.Select(setting => setting.Name));
        Assert.Equal(("100", CameraSettingKind.Choice), (settings["iso"].Value, settings["iso"].Kind));
        Assert.Equal(["100", "200", "400", "800"], settings["iso"].Choices);
        Assert.Equal("f/5.6", settings["aperture"].Value);
        Assert.Equal("Automatic", settings["whiteBalance"].Value);
        Assert.Equal(CameraSettingKind.Range, settings["focusDrive"].Kind);
        Assert.Equal("Memory card", settings["captureTarget"].Value); // where nothing is lost
        Assert.True(settings["battery"].ReadOnly);
    }

    [Fact]
    public async Task Set_ChangesTheCameraAndTellsWhatItTook()
    {
        var camera = await Running();
        Assert.Equal("400", (await camera.SetAsync("iso", "400", Cancel)).Value);
        Assert.Equal("f/8", (await camera.SetAsync("Aperture", "F/8", Cancel)).Value);
        Assert.Equal(400ul, Camera.State[PtpCodes.ExposureIndex]!.Current);
        Assert.Equal(800ul, Camera.State[PtpCodes.FNumber]!.Current);
        Assert.Equal("400", camera.State.Settings.Single(setting => setting.Name == "iso").Value);
    }

    [Fact]
    public async Task Set_OfTheFocusDrive_MovesTheLens()
    {
        var camera = await Running();
        await camera.SetAsync("focusDrive", "120", Cancel);
        await camera.SetAsync("focusDrive", "-20", Cancel);
        Assert.Equal(100, Camera.State.FocusSteps);
    }

    [Theory]
    [InlineData("iso", "12345", "the camera offers 100, 200, 400, 800")]
    [InlineData("focusDrive", "far", "a number from -32767 to 32767")]
    [InlineData("battery", "100", "on the camera only")]
    [InlineData("mood", "good", "it has iso, aperture")]
    public async Task Set_OfWhatTheCameraDoesNotOffer_IsRefusedInOneSentence(string name, string value, string reported)
    {
        var camera = await Running();
        var refused = await Assert.ThrowsAsync<CaptureException>(() => camera.SetAsync(name, value, Cancel));
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.Failed, refused.Kind);
    }

    [Fact]
    public async Task Setting_ListedUnderANameThatDoesNotRead_IsThatOfTheNextName()
    {
        // 1/125, 1/60: what libgphoto2 calls shutterspeed2.
        Camera.State.Offer(new PtpProperty(PtpCodes.NikonExposureTime, 4, 0x0001_007D, 0x0001_007D, 0x0001_003C));
        Camera.Manners.Unreadable = [PtpCodes.NikonExposureTime];
        var camera = await Running();
        await Poll.UntilAsync(() => camera.State.Settings.Any(setting => setting.Name == "shutter"), "the shutter is read");
        var shutter = camera.State.Settings.Single(setting => setting.Name == "shutter");
        Assert.Equal(5, shutter.Choices.Count);
        await camera.SetAsync("shutter", shutter.Choices[4], Cancel);
        Assert.Equal(160ul, Camera.State[PtpCodes.ExposureTime]!.Current);
    }

    [Fact]
    public async Task Setting_OfWhichTheFinerNameReads_IsThat()
    {
        Camera.State.Offer(new PtpProperty(PtpCodes.NikonExposureTime, 4, 0x0001_007D, 0x0001_007D, 0x0001_003C));
        var camera = await Running();
        await Poll.UntilAsync(() => camera.State.Settings.Any(setting => setting.Name == "shutter"), "the shutter is read");
        Assert.Equal(["1/125", "1/60"], camera.State.Settings.Single(setting => setting.Name == "shutter").Choices);
    }

    [Fact]
    public async Task Set_ThatTakesLong_SaysWhyThePictureStandsStillAndLosesNothing()
    {
        Camera.Manners.SettingTime = TimeSpan.FromSeconds(2); // longer than the host may be silent otherwise, shorter than libgphoto2 waits
        var source = OpenCamera(TimeSpan.FromSeconds(1.5));
        var numbers = Watch(source);
        await Next(numbers);
        var setting = source.Camera!.SetAsync("iso", "800", Cancel);
        await Poll.UntilAsync(() => source.Camera.State.Paused is not null, "it says that it is being set");
        Assert.Equal("The camera is being set: iso 800.", source.Camera.State.Paused);
        Assert.Equal("800", (await setting).Value);
        await NextNew(numbers);
        Assert.Null(source.Camera.State.Paused);
        Assert.Equal(1u, Camera.Sessions);
    }

    [Fact]
    public async Task Dial_TurnedOnTheCamera_ShowsInTheSettings()
    {
        var camera = await Running();
        await Poll.UntilAsync(() => camera.State.Settings.Count >= 7, "the settings are read");
        await Camera.State.TurnAsync(PtpCodes.ExposureIndex, 200);
        await Poll.UntilAsync(() => camera.State.Settings.Any(setting => setting is { Name: "iso", Value: "200" }), "the new value is there");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a camera that hands out whole files only
    public async Task Release_DownloadsThePictureByteForByteWhileLiveViewGoesOn(bool whole)
    {
        Camera.Manners.HasNoPartialTransfer = whole;
        Camera.Manners.ReleaseTime = TimeSpan.FromMilliseconds(200);
        Camera.State.Exposure = static number => Noise(number, 9_000_001);
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        List<CameraStill> reported = [];
        using var stills = source.Camera!.Stills.Subscribe(reported.Add);

        var releasing = source.Camera.CaptureStillAsync(Cancel);
        await Poll.UntilAsync(() => source.Camera.State.Paused is not null, "it says that it takes a picture");
        var shot = await releasing;
        var still = Assert.Single(shot.Files);

        Assert.Equal((still.Name, still.Path, still.Bytes), (shot.Name, shot.Path, shot.Bytes));
        Assert.Equal(Path.Combine(Stills, still.Name), still.Path);
        Assert.Equal(Noise(1, 9_000_001), await File.ReadAllBytesAsync(still.Path, Cancel));
        Assert.Equal(9_000_001, still.Bytes);
        await NextNew(numbers);
        Assert.Null(source.Camera.State.Paused);
        Assert.Equal([still], reported);
        Assert.Equal(still, source.Camera.State.LastStill);
        Assert.Equal([still.Path], Directory.EnumerateFileSystemEntries(Stills));
    }

    [Fact]
    public async Task OwnButton_PictureArrives()
    {
        var camera = await Running();
        var arrived = new TaskCompletionSource<CameraStill>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stills = camera.Stills.Subscribe(still => arrived.TrySetResult(still));
        var taken = await Camera.State.ReleaseAsync(TimeSpan.Zero);
        var still = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(taken.Content, await File.ReadAllBytesAsync(still.Path, Cancel));
    }

    [Fact]
    public async Task Still_OfANameThatIsThere_OverwritesNothing()
    {
        var camera = await Running();
        Directory.CreateDirectory(Stills);
        var first = Path.Combine(Stills, "DSC_0001.JPG");
        await File.WriteAllTextAsync(first, "yesterday's", Cancel);
        var still = await camera.CaptureStillAsync(Cancel);
        Assert.Equal("yesterday's", await File.ReadAllTextAsync(first, Cancel));
        Assert.Equal(Path.Combine(Stills, "DSC_0001-2.JPG"), still.Path);
    }

    [Fact]
    public async Task Still_ThatCannotBeSaved_IsToldAndStaysOnTheCard()
    {
        await File.WriteAllTextAsync(Stills, "a file where the folder should be", Cancel);
        var camera = await Running();
        var refused = await Assert.ThrowsAsync<CaptureException>(() => camera.CaptureStillAsync(Cancel));
        Assert.Contains("DSC_0001.JPG was not saved", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, camera.State.Problem);
        Assert.Single(Camera.State.Card);
    }

    [Fact]
    public async Task Download_CutOff_LeavesNoHalfPictureAndTheCameraComesBack()
    {
        Camera.State.Exposure = static number => Noise(number, 3_000_000);
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        Camera.Manners.DropsAfter = 400_000;
        await Assert.ThrowsAsync<CaptureException>(() => source.Camera!.CaptureStillAsync(Cancel));
        await UntilConnection(source, ConnectionState.Connected);
        await NextNew(numbers);
        Assert.Empty(Directory.EnumerateFiles(Stills));
        var again = await source.Camera!.CaptureStillAsync(Cancel);
        Assert.Equal(Noise(2, 3_000_000), await File.ReadAllBytesAsync(again.Path, Cancel));
    }

    [Fact]
    public async Task Order_WhileTheCameraIsLost_SaysSo()
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var lost = UntilConnection(source, ConnectionState.Lost);
        await Camera.Unplug();
        await lost;
        var refused = await Assert.ThrowsAsync<CaptureException>(() => source.Camera!.SetAsync("iso", "100", Cancel));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("being looked for", refused.Message, StringComparison.Ordinal);
    }

    private async Task<ICameraControls> Running()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        return source.Camera!;
    }
}
