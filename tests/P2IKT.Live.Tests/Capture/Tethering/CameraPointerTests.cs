using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering.Points;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>A camera's own magnifier and its autofocus at a point, through the real libgphoto2.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class CameraPointerTests : LensTest
{
    private static readonly PicturePoint Wool = new(0.2, 0.9, new FrameSize(6000, 4000)); // of the still life, near the camera
    private static readonly PicturePoint Card = new(0.68, 0.41, new FrameSize(6000, 4000)); // behind

    [Fact]
    public async Task Canon_IsMagnifiedAtAPlace_AndShowsTheWholeAgain()
    {
        var camera = Simulate(SimulatedCameraMake.Canon);
        var (source, _) = await Open(camera);
        var pointer = await Pointer(source);
        Assert.Equal(["1", "5", "10"], pointer.Magnifications);
        var before = Frames[^1].Sequence;
        Assert.True(await pointer.MagnifyAsync("5", Card, Cancel) > before);
        Assert.Equal(5, camera.Magnification);
        await pointer.MagnifyAsync("1", cancellation: Cancel);
        Assert.Equal(1, camera.Magnification);
    }

    [Fact]
    public async Task Nikon_IsMagnifiedByItsOwnNames()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon);
        var (source, _) = await Open(camera);
        var pointer = await Pointer(source);
        Assert.Equal("Entire Display", pointer.Magnifications[0]);
        await pointer.MagnifyAsync(pointer.Magnifications[^1], Wool, Cancel);
        Assert.True(camera.Magnification > 10, $"It is magnified by {camera.Magnification}.");
        await pointer.MagnifyAsync("Entire Display", cancellation: Cancel);
        Assert.Equal(1, camera.Magnification);
    }

    [Theory]
    [InlineData(SimulatedCameraMake.Nikon, true)]
    [InlineData(SimulatedCameraMake.Canon, null)] // does not say
    public async Task Autofocus_AtTwoPoints_FocusesOnEach(SimulatedCameraMake make, bool? inFocus)
    {
        var camera = Simulate(make);
        camera.Size = new FrameSize(320, 180);
        camera.Lens.Scene = new SimulatedScene();
        var (source, _) = await Open(camera);
        var pointer = await Pointer(source);
        Assert.True(pointer.CanFocus);
        foreach (var point in (PicturePoint[])[Wool, Card])
        {
            var best = camera.PositionFor((int)(point.X * 320), (int)(point.Y * 180));
            var found = await pointer.FocusAsync(point, Cancel);
            Assert.Equal(inFocus, found.InFocus);
            Assert.Equal(best, camera.Lens.Position, 8.0); // a pixel to the side, the table is at another depth
            Assert.Equal(best, await PositionOf(found.FirstSequence), 10.0);
        }
    }

    [Fact]
    public async Task Autofocus_OfANikonThatFindsNothing_SaysSo()
    {
        var camera = Simulate(SimulatedCameraMake.Nikon); // a white wall
        var (source, _) = await Open(camera);
        var found = await (await Pointer(source)).FocusAsync(Wool, Cancel);
        Assert.False(found.InFocus);
        Assert.Equal(500, camera.Lens.Position, 1e-9);
    }

    [Fact]
    public async Task Magnification_ThatTheCameraHasNot_OrAPlaceWithoutASensor_IsRefused()
    {
        var (source, _) = await Open(Simulate(SimulatedCameraMake.Canon));
        var pointer = await Pointer(source);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => pointer.MagnifyAsync("7", cancellation: Cancel));
        Assert.Contains("the camera offers 1, 5, 10", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<CaptureException>(() => pointer.FocusAsync(Wool with { Sensor = default }, Cancel));
        Assert.Contains("give the size of its largest picture", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pointer.FocusAsync(Wool with { X = 1.01 }, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pointer.MagnifyAsync("5", Wool with { Y = double.NaN }, Cancel));
    }

    [Fact]
    public async Task Sony_OfThisDriver_HasNeither()
    {
        var (source, _) = await Open(Simulate(SimulatedCameraMake.Sony));
        var pointer = source.Camera!.Pointer!;
        Assert.Empty(pointer.Magnifications);
        Assert.False(pointer.CanFocus);
        await Assert.ThrowsAsync<CaptureException>(() => pointer.FocusAsync(Wool, Cancel));
    }

    [Theory]
    [InlineData("Nikon", 0.5, 0.25, "3000x1000")]
    [InlineData("Nikon", 1, 1, "5999x3999")]
    [InlineData("Canon", 0.5, 0.5, "2400,1600")] // the corner of a fifth
    [InlineData("Canon", 0, 1, "0,3200")]
    [InlineData("Sony", 0.5, 1, "320,479")]
    public void Place_OfAMake_IsSpeltAsItsDriverTakesIt(string make, double x, double y, string text) =>
        Assert.Equal(text, PointProfiles.All.Single(profile => profile.Make == make).Spell(new PicturePoint(x, y, CanonCamera.Sensor)));

    private static async Task<ICameraPointer> Pointer(FrameSource source)
    {
        var pointer = source.Camera!.Pointer!;
        await Poll.UntilAsync(() => pointer.Magnifications.Count > 0, "the magnifier is known");
        return pointer;
    }
}
