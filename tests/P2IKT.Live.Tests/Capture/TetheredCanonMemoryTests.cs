using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A Canon that shoots into its memory, because its user has chosen that.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredCanonMemoryTests : TetheredMemoryTests
{
    private readonly CanonCamera _camera = new();

    public TetheredCanonMemoryTests() => ChooseMemory();

    private protected override PairCamera Pairs => _camera;

    [Fact]
    public async Task Picture_ThatTakesLongToRead_IsNotTakenForACameraThatHangs()
    {
        _camera.Exposure = static number => [.. new byte[7 << 20], (byte)number];
        var source = OpenTethered(_camera, TimeSpan.FromSeconds(4));
        await Next(Watch(source));
        _camera.Manners.ReadingTime = TimeSpan.FromSeconds(0.7); // for each of eight parts: together longer than the host may be silent
        await _camera.ReleaseAsync();
        await Poll.UntilAsync(() => source.Camera!.State.Stills > 0, "the first file is saved");
        _camera.Manners.ReadingTime = TimeSpan.Zero;
        await UntilAllAreSaved(source.Camera!);
        Assert.Equal(1u, _camera.Sessions);
    }

    [Fact]
    public async Task Pictures_GoToTheMemoryThatWasChosen()
    {
        var camera = await Running();
        Assert.Equal("Internal RAM", (await SettingsOf(camera, "captureTarget"))["captureTarget"].Value);
        Assert.Equal(CanonCodes.ToMemory, _camera.State[CanonCodes.Destination]);
        Assert.Contains("on this computer only", camera.State.Notice, StringComparison.Ordinal);
    }
}
