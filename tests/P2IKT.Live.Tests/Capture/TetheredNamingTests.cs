using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Names and folders of a shoot over the real libgphoto2.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredNamingTests : TetheredTest
{
    [Fact]
    public async Task Pictures_OfAShoot_GoToItsFolderUnderItsNames()
    {
        var shoot = new Shoot(new ShootOptions { Session = "Smith/{camera}" }, Stills, Path.Combine(Folder, "clips"));
        shoot.Scan("Vase: blue");
        var source = Open(shoot.NameStill);
        await Next(Watch(source));
        var shot = await source.Camera!.CaptureStillAsync(Cancel);
        var folder = Path.Combine(Stills, "Smith", "P2IKT Test Camera");
        Assert.Equal(Path.Combine(folder, "Vase_ blue_0001.JPG"), shot.Path);
        Assert.Equal("DSC_0001.JPG", shot.Name);
        Assert.Equal(Camera.State.Card[0].Content, await File.ReadAllBytesAsync(shot.Path, Cancel));
        Assert.Equal(shot.Path, source.Camera.State.LastStill!.Path);
        await Camera.State.ReleaseAsync(TimeSpan.Zero); // by the camera's own button
        await Poll.UntilAsync(() => source.Camera.State.Stills == 2, "the second is there");
        Assert.Equal(Path.Combine(folder, "Vase_ blue_0002.JPG"), source.Camera.State.LastStill!.Path);
        Assert.Empty(Directory.GetFiles(Stills));
    }

    [Fact]
    public async Task Picture_WhoseFolderIsRefused_StaysUnderTheNameOfTheCamera()
    {
        Directory.CreateDirectory(Stills);
        await File.WriteAllTextAsync(Path.Combine(Stills, "Smith"), "a file in its place", Cancel);
        var source = Open(new Shoot(new ShootOptions { Session = "Smith" }, Stills, Stills).NameStill);
        await Next(Watch(source));
        var shot = await source.Camera!.CaptureStillAsync(Cancel);
        Assert.Equal(Path.Combine(Stills, "DSC_0001.JPG"), shot.Path);
        Assert.True(File.Exists(shot.Path));
    }

    [Fact]
    public async Task Card_IsReportedWithItsRoom()
    {
        var source = Open(null);
        await Next(Watch(source));
        await Poll.UntilAsync(() => source.Camera!.State.Card is not null, "the card is read");
        Assert.Equal(new CameraCard(64L << 30, 32L << 30, 1000), source.Camera!.State.Card);
        await Poll.UntilAsync(() => source.Camera!.State.Settings.Count >= 7, "the settings are read");
        Assert.All(
            Preflight.OfCamera(source.Camera.State).Where(static check => check.What is "Camera" or "Battery" or "Card" or "Live view"),
            static check => Assert.Equal(PreflightLevel.Good, check.Level));
    }

    private FrameSource Open(StillNaming? naming)
    {
        var source = Track(FrameSources.Open(Camera.Uri, Tethered() with { StillNaming = naming }));
        Note(source);
        return source;
    }
}
