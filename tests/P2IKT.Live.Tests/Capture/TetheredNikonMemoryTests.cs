using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Nikon that shoots into its memory, because its user has chosen that.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredNikonMemoryTests : TetheredTest
{
    public TetheredNikonMemoryTests()
    {
        ChooseMemory();
        Camera.State.ShootsIntoMemory = true;
        Camera.State.MakesPairs = true;
        Camera.State.Exposure = static number => [.. BitConverter.GetBytes(number), .. new byte[200_000]];
    }

    [Fact]
    public async Task OwnButton_FivePairsInARow_AllTenFilesArrive()
    {
        var camera = await Running();
        List<byte[]> taken = [];
        for (var i = 0; i < 5; i++)
            taken.AddRange((await Camera.State.ShootAsync(TimeSpan.Zero)).Select(still => still.Content));
        await Poll.UntilAsync(() => camera.State.Stills + camera.State.NotSaved >= 10, "every file is saved");
        Assert.Null(camera.State.Problem);
        Assert.Equal(taken, Saved());
        Assert.Contains("on this computer only", camera.State.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_AnswersWithBothFiles()
    {
        var camera = await Running();
        for (var i = 1; i <= 3; i++)
        {
            var shot = await camera.CaptureStillAsync(Cancel);
            Assert.Equal([".nef", ".jpg"], shot.Files.Select(file => Path.GetExtension(file.Name)));
            Assert.Equal(2 * i, Saved().Count());
        }
    }

    private IEnumerable<byte[]> Saved() => Directory.EnumerateFiles(Stills).Order().Select(File.ReadAllBytes);

    private async Task<ICameraControls> Running()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        return source.Camera!;
    }
}
