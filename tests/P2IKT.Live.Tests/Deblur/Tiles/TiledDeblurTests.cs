using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Tiles;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class TiledDeblurTests
{
    private static readonly DeblurOptions Cpu = new() { Provider = ExecutionProvider.Cpu };

    [Theory]
    [InlineData("p2ikt-live", 1201, 523)]
    [InlineData("p2ikt-live", 530, 1175)]
    [InlineData("p2ikt-live-hq", 1201, 523)]
    [InlineData("bands", 1201, 523)]
    [InlineData("refined", 1201, 523)]
    public void Run_InTiles_GivesTheUntiledPictureWithin1Of255(string name, int width, int height)
    {
        var (model, size) = (Models.Find(name), new FrameSize(width, height));
        var bgr = PaintedPicture.Noise(size, 5);
        var (sharp, blur) = PaintedPicture.Whole(model, size, bgr);
        var picture = new PaintedPicture(size, bgr);
        using var tiles = new TiledDeblur(model, Cpu) { Longest = 512 };
        tiles.Run(picture, stop: TestContext.Current.CancellationToken);

        Assert.All(picture.Taken, times => Assert.Equal(1, times));
        Assert.True(Models.LargestDifference(picture.Sharp, sharp) <= 1);
        Assert.True(Models.LargestDifference(picture.Blur, blur) <= 0.05f);
        Assert.True(Models.LargestDifference(picture.Sharp, bgr) > 10, "A network that changes nothing would prove nothing.");
        Assert.Equal(0, tiles.Outstanding);
    }

    [Fact]
    public void Run_OnAPictureOfOneTile_GivesTheUntiledPictureExactly()
    {
        var size = new FrameSize(203, 141);
        var bgr = PaintedPicture.Noise(size, 1);
        var picture = new PaintedPicture(size, bgr);
        using var tiles = new TiledDeblur(Models.Live, Cpu);
        tiles.Run(picture, stop: TestContext.Current.CancellationToken);

        Assert.Equal(PaintedPicture.Whole(Models.Live, size, bgr).Sharp, picture.Sharp);
        Assert.Equal(0, tiles.Outstanding);
    }

    [Fact]
    public void Run_InRowsOfTiles_AsksForThemDownwardsAndTellsHowFarItIs()
    {
        var size = new FrameSize(600, 1500);
        var picture = new PaintedPicture(size, PaintedPicture.Noise(size, 1));
        var reported = new Told();
        using var tiles = new TiledDeblur(Models.Live, Cpu) { Longest = 512 };
        tiles.Run(picture, reported, TestContext.Current.CancellationToken);

        Assert.True(picture.Tops.Count > 2);
        Assert.Equal(picture.Tops.Order(), picture.Tops);
        Assert.Equal(reported.Values.Order(), reported.Values);
        Assert.Equal(1, reported.Values[^1]);
        Assert.Equal(0, tiles.Outstanding);
    }

    [Fact]
    public void Run_Stopped_EndsAfterTheTileInHandAndCanGoOnWithAnother()
    {
        var size = new FrameSize(1400, 200);
        using var stop = new CancellationTokenSource();
        var reported = new Told(() => stop.Cancel());
        using var tiles = new TiledDeblur(Models.Live, Cpu) { Longest = 512 };
        var picture = new PaintedPicture(size, PaintedPicture.Noise(size, 1));

        Assert.Throws<OperationCanceledException>(() => tiles.Run(picture, reported, stop.Token));
        Assert.Single(reported.Values);
        Assert.Equal(0, tiles.Outstanding);
        tiles.Run(picture, stop: TestContext.Current.CancellationToken);
    }

    private sealed class Told(Action? then = null) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            then?.Invoke();
        }
    }
}
