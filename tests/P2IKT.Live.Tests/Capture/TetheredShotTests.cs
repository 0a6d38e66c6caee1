using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Whose files are whose: a release answers with all of its own, and with nobody else's.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredShotTests : TetheredTest
{
    [Fact]
    public async Task Release_OfARawAndAJpeg_AnswersWithBoth()
    {
        Camera.State.MakesPairs = true;
        var camera = await Running();
        foreach (var number in (int[])[1, 2, 3])
        {
            var shot = await camera.CaptureStillAsync(Cancel);
            Assert.Equal([$"DSC_000{number}.NEF", $"DSC_000{number}.JPG"], shot.Files.Select(still => still.Name));
            foreach (var (still, taken) in shot.Files.Zip(Camera.State.Card.TakeLast(2)))
                Assert.Equal(taken.Content, await File.ReadAllBytesAsync(still.Path, Cancel));
        }
        Assert.Equal(6, camera.State.Stills);
    }

    [Fact]
    public async Task Release_OfACameraThatIsSetToTwoFiles_WaitsForTheSecond()
    {
        var second = new TaskCompletionSource();
        Camera.State.Offer(new PtpProperty(PtpCodes.CompressionSetting, 1, 7, 2, 7)); // NEF+Fine
        (Camera.State.MakesPairs, Camera.State.SecondFile) = (true, second.Task);
        var camera = await Running();
        await Poll.UntilAsync(() => camera.State.Settings.Any(static setting => setting is { Name: "imageFormat", Value: "NEF+Fine" }), "the format is known");
        var releasing = camera.CaptureStillAsync(Cancel);
        await Poll.UntilAsync(() => camera.State.Stills == 1, "the first file is there");
        await Task.WhenAny(releasing, Task.Delay(TimeSpan.FromSeconds(2.5), Cancel)); // longer than for a camera of which nothing is known
        Assert.False(releasing.IsCompleted);
        second.SetResult();
        Assert.Equal(["DSC_0001.NEF", "DSC_0001.JPG"], (await releasing).Files.Select(still => still.Name));
    }

    [Fact]
    public async Task Release_WhileTheShotBeforeStillLacksAFile_AnswersWithItsOwn()
    {
        var second = new TaskCompletionSource();
        (Camera.State.MakesPairs, Camera.State.SecondFile) = (true, second.Task);
        var camera = await Running();
        var before = Camera.State.ShootAsync(TimeSpan.Zero); // its JPEG is late
        await Poll.UntilAsync(() => camera.State.Stills == 1, "the first file is there");
        Camera.State.SecondFile = Task.CompletedTask;
        var releasing = camera.CaptureStillAsync(Cancel);
        await Poll.UntilAsync(() => Camera.State.Card.Count == 3, "the next shot is taken");
        second.SetResult();
        await before;
        Assert.All((await releasing).Files, static still => Assert.StartsWith("DSC_0002.", still.Name, StringComparison.Ordinal));
        await Poll.UntilAsync(() => camera.State.Stills == 4, "all files are there");
    }

    [Fact]
    public async Task Release_JustAfterTheCamerasOwnButton_LosesNeitherPicture()
    {
        Camera.Manners.ReleaseTime = TimeSpan.FromMilliseconds(200);
        var camera = await Running();
        for (var i = 0; i < 4; i++)
        {
            var own = Camera.State.ShootAsync(TimeSpan.FromMilliseconds(350));
            var shot = await camera.CaptureStillAsync(Cancel);
            var name = Assert.Single(await own).Name;
            Assert.DoesNotContain(shot.Files, still => still.Name == name);
        }
        await Poll.UntilAsync(() => camera.State.Stills == 8, "all pictures are there");
    }

    [Fact]
    public async Task Release_ThatIsOrderedWhileAnotherIsUnderWay_FollowsIt()
    {
        var camera = await Running();
        var shots = await Task.WhenAll(camera.CaptureStillAsync(Cancel), camera.CaptureStillAsync(Cancel));
        Assert.Equal(["DSC_0001.JPG", "DSC_0002.JPG"], shots.Select(shot => Assert.Single(shot.Files).Name));
    }

    private async Task<ICameraControls> Running()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        return source.Camera!;
    }
}
