using P2IKT.Live.Tests.TestCamera;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Canon that shoots into its memory, because its user has chosen that.</summary>
public sealed class TetheredCanonMemoryTests : TetheredMemoryTests
{
    private readonly CanonCamera _camera = new();

    public TetheredCanonMemoryTests()
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".gphoto"));
        File.WriteAllText(Path.Combine(Folder, ".gphoto", "settings"), "ptp2=capturetarget=sdram\n"); // as libgphoto2 keeps it
    }

    private protected override PairCamera Pairs => _camera;

    [Fact]
    public async Task Pictures_GoToTheMemoryThatWasChosen()
    {
        var camera = await Running();
        Assert.Equal("Internal RAM", (await SettingsOf(camera, "captureTarget"))["captureTarget"].Value);
        Assert.Equal(CanonCodes.ToMemory, _camera.State[CanonCodes.Destination]);
        Assert.Contains("on this computer only", camera.State.Notice, StringComparison.Ordinal);
    }
}
