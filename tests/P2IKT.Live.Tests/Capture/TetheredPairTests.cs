using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// What holds for every make whose shots make two files, and for those above all that keep them in their memory until they are fetched:
/// there the driver reads each as it tells of it, keeps the last two or three, and forgets the rest.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public abstract class TetheredPairTests : TetheredTest
{
    private readonly List<string> _problems = [];

    private protected abstract PairCamera Pairs { get; }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Pairs.Manners.Resume();
        await base.DisposeAsync();
        await Pairs.DisposeAsync();
    }

    [Fact]
    public async Task LiveView_Arrives()
    {
        var source = OpenTethered(Pairs);
        var numbers = Watch(source);
        var before = await Next(numbers);
        for (var i = 0; i < 20; i++)
        {
            var number = await Next(numbers);
            Assert.InRange((byte)(number - before), 1, 127); // later, going round at 256
            before = number;
        }
        Assert.Equal(0, source.Broken);
        Assert.Equal(new FrameSize(256, 168), source.Description.Size);
    }

    [Fact]
    public async Task Settings_AreRead()
    {
        var camera = await Running();
        var settings = await SettingsOf(camera, "iso", "aperture", "shutter");
        Assert.Equal("100", settings["iso"].Value);
        Assert.Contains("5.6", settings["aperture"].Value, StringComparison.Ordinal);
        Assert.Equal("1/125", settings["shutter"].Value);
        Assert.Equal(["100", "200", "400", "800"], settings["iso"].Choices);
    }

    [Fact]
    public async Task Set_ChangesTheCamera()
    {
        var camera = await Running();
        Assert.Equal("400", (await camera.SetAsync("iso", "400", Cancel)).Value);
    }

    [Fact]
    public async Task OwnButton_FivePairsInARow_AllTenFilesArrive()
    {
        var camera = await Running();
        for (var i = 0; i < 5; i++)
            await Pairs.ReleaseAsync();
        await UntilAllAreSaved(camera);
        Assert.Equal(10, camera.State.Stills);
    }

    [Fact]
    public async Task Release_TwentyTimesBackToBack_EveryFileArrives()
    {
        var camera = await Running();
        for (var i = 0; i < 20; i++)
        {
            var shot = await camera.CaptureStillAsync(Cancel);
            Assert.Equal(Pairs.Taken.TakeLast(2).Select(still => Hash(still.Content)), shot.Files.Select(still => Hash(File.ReadAllBytes(still.Path))));
        }
        await UntilAllAreSaved(camera);
        Assert.Equal(40, camera.State.Stills);
    }

    [Fact]
    public async Task Release_OfACameraThatIsSetToOneFile_AnswersWithThatFile()
    {
        var camera = await Running();
        var format = (await SettingsOf(camera, "imageFormat"))["imageFormat"];
        Assert.Contains('+', format.Value);
        await camera.SetAsync("imageFormat", format.Choices.First(static choice => !choice.Contains('+', StringComparison.Ordinal)), Cancel);
        var shot = await camera.CaptureStillAsync(Cancel);
        Assert.Equal(Hash(Assert.Single(Pairs.Taken).Content), Hash(File.ReadAllBytes(Assert.Single(shot.Files).Path)));
    }

    [Fact]
    public async Task OwnButton_JustBeforeARelease_LosesNothing()
    {
        var camera = await Running();
        for (var i = 0; i < 5; i++)
        {
            await Pairs.ReleaseAsync();
            await camera.CaptureStillAsync(Cancel);
        }
        await UntilAllAreSaved(camera);
        Assert.Equal(20, camera.State.Stills);
    }

    private protected async Task<ICameraControls> Running()
    {
        var source = OpenTethered(Pairs);
        await Next(Watch(source));
        return source.Camera!;
    }

    private protected async Task<Dictionary<string, CameraSetting>> SettingsOf(ICameraControls camera, params string[] names)
    {
        await Poll.UntilAsync(() => names.All(name => camera.State.Settings.Any(setting => setting.Name == name)), $"{string.Join(", ", names)} are read");
        return camera.State.Settings.ToDictionary(setting => setting.Name);
    }

    /// <summary>
    /// Every file that the camera made is in the folder, byte for byte, and nothing else is; no problem was told on the way.
    /// </summary>
    private protected async Task UntilAllAreSaved(ICameraControls camera)
    {
        await Poll.UntilAsync(
            () =>
            {
                if (camera.State.Problem is { } problem)
                    _problems.Add(problem);
                return camera.State.Stills >= Pairs.Taken.Count || _problems.Count > 0;
            },
            "every file is saved");
        Assert.Empty(_problems);
        Assert.Equal(0, camera.State.NotSaved);
        AssertAllAreSaved();
    }

    private protected void AssertAllAreSaved()
    {
        Assert.Equal(0, Pairs.InMemory);
        Assert.Equal(Pairs.Taken.Select(still => Hash(still.Content)).Order(), Directory.EnumerateFiles(Stills)
            .Where(static path => Path.GetFileName(path)[0] != '.') // what a host that was killed has left, until it is swept
            .Select(path => Hash(File.ReadAllBytes(path))).Order());
    }

    private static string Hash(byte[] content) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));
}
