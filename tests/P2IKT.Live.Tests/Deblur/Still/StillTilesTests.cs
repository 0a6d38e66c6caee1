using P2IKT.Live.Deblur.Still;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Still;

public sealed class StillTilesTests
{
    private const int Settled = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Observe_AStillSceneWithNoise_FindsEveryTileStillAndMeasuresTheNoise(double noise)
    {
        using var scene = new NoisyScene(320, 192) { Noise = noise };
        using var tiles = new StillTiles(scene.Size);
        var changes = Play(scene, tiles, 90);
        Assert.InRange(changes, 0, 1); // 15 tiles in 80 frames
        Assert.Equal(tiles.Grid.Count, tiles.CountOlderThan(Settled));
        Assert.InRange(tiles.NoiseDeviation, 1.0 * noise, (1.6 * noise) + 0.4); // rounding alone has a deviation of 0.29
    }

    [Fact]
    public void WriteAverage_OfAStillScene_HasAFifthOfTheNoise()
    {
        using var scene = new NoisyScene(320, 192) { Noise = 5 };
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 60);
        var pixels = new byte[3 * scene.Size.Width * scene.Size.Height];
        tiles.WriteAverage(pixels);
        var squares = 0.0;
        for (var i = 0; i < pixels.Length; i++)
            squares += Math.Pow(pixels[i] - NoisyScene.Texture(i / 3 % 320, i / 3 / 320), 2);
        Assert.InRange(Math.Sqrt(squares / pixels.Length), 0.3, 0.27 * 5 * 1.3);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public void Observe_APan_FindsNoTileStill(double pixelsAFrame)
    {
        using var scene = new NoisyScene(320, 192);
        using var tiles = new StillTiles(scene.Size);
        var most = 0;
        for (var i = 0; i < 60; i++)
        {
            var shift = i * pixelsAFrame;
            using (var frame = scene.Next((x, y) => NoisyScene.Texture(x + shift, y)))
                tiles.Observe(frame);
            most = Math.Max(most, tiles.CountOlderThan(Settled));
        }
        Assert.Equal(0, most);
    }

    [Theory]
    [InlineData(0.02, 0.31)] // lamps at 50 Hz before a camera at 30 frames a second
    [InlineData(0.02, 0.02)]
    [InlineData(0.05, 0.5)]
    public void Observe_Flicker_FindsNoTileStill(double share, double cyclesAFrame)
    {
        using var scene = new NoisyScene(320, 192);
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 30);
        for (var i = 0; i < 60; i++)
        {
            var light = 1 + (share * Math.Sin(2 * Math.PI * cyclesAFrame * (i + 0.25)));
            using (var frame = scene.Next((x, y) => light * NoisyScene.Texture(x, y)))
                tiles.Observe(frame);
            if (i > 20)
                Assert.InRange(tiles.CountOlderThan(Settled + 20), 0, 3);
        }
    }

    [Fact]
    public void Observe_ASlowFade_DoesNotAverageItAway()
    {
        using var scene = new NoisyScene(320, 192);
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 30);
        var pixels = new byte[3 * scene.Size.Width * scene.Size.Height];
        for (var i = 1; i <= 60; i++)
        {
            var lighter = 0.3 * i; // levels: 9 a second
            using (var frame = scene.Next((x, y) => NoisyScene.Texture(x, y) + lighter))
                tiles.Observe(frame);
            tiles.WriteAverage(pixels);
            var mean = 0.0;
            for (var p = 0; p < pixels.Length; p++)
                mean += pixels[p] - NoisyScene.Texture(p / 3 % 320, p / 3 / 320) - lighter;
            Assert.InRange(mean / pixels.Length, -2.5, 2.5);
        }
    }

    [Fact]
    public void Observe_SomethingThatMovesOverAStillScene_ChangesItsTilesInThatFrameAndNoOthers()
    {
        using var scene = new NoisyScene(448, 192);
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 30);
        var (size, y0, missed, others) = (24, 100, 0, 0);
        for (var i = 0; i < 70; i++)
        {
            var x0 = 5.0 * i;
            using (var frame = scene.Next((x, y) => NoisyScene.Texture(x, y) + (x >= x0 && x < x0 + size && y >= y0 && y < y0 + size ? 40 : 0)))
                tiles.Observe(frame);
            for (var tile = 0; tile < tiles.Grid.Count; tile++)
            {
                var (left, top) = (tile % tiles.Grid.Columns * TileGrid.Side, tile / tiles.Grid.Columns * TileGrid.Side);
                // Whole columns of the square: at its edge some pixels of it in a tile are less than a block.
                var covers = x0 + size > left + 4 && x0 < left + TileGrid.Side - 4 && y0 + size > top && y0 < top + TileGrid.Side;
                var touches = x0 + size + 10 > left && x0 - 10 < left + TileGrid.Side && y0 + size > top && y0 < top + TileGrid.Side;
                missed += covers && tiles.AgeOf(tile) > 0 ? 1 : 0;
                others += !touches && tiles.AgeOf(tile) < 2 && i > 20 && x0 > left + 300 ? 1 : 0;
            }
        }
        Assert.Equal(0, missed);
        Assert.InRange(others, 0, 2);
    }

    [Fact]
    public void Observe_BlackFrames_AreStillAndStayBlack()
    {
        using var scene = new NoisyScene(200, 100) { Noise = 0 };
        using var tiles = new StillTiles(scene.Size);
        for (var i = 0; i < 20; i++)
        {
            using var frame = scene.Next(static (_, _) => 0);
            tiles.Observe(frame);
        }
        var pixels = new byte[3 * 200 * 100];
        pixels.AsSpan().Fill(7);
        tiles.WriteAverage(pixels);
        Assert.All(pixels, static pixel => Assert.Equal(0, pixel));
        Assert.Equal(tiles.Grid.Count, tiles.CountOlderThan(Settled));
    }

    [Fact]
    public void Observe_ACut_ChangesEveryTileAndTheAverageIsTheNewFrame()
    {
        using var scene = new NoisyScene(320, 192);
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 30);
        using var cut = scene.Next(static (x, y) => NoisyScene.Texture(y + 900, x));
        tiles.Observe(cut);
        Assert.Equal(0, tiles.CountOlderThan(1));
        var pixels = new byte[cut.Pixels.Length];
        tiles.WriteAverage(pixels);
        Assert.True(cut.Pixels.SequenceEqual(pixels));
    }

    [Fact]
    public void Observe_WhenTheNoiseDoubles_IsStillAgainWithinTwoSeconds()
    {
        using var scene = new NoisyScene(320, 192) { Noise = 2 };
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 40);
        scene.Noise = 6;
        Play(scene, tiles, 60);
        Assert.Equal(tiles.Grid.Count, tiles.CountOlderThan(Settled));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(16, 8)]
    [InlineData(17, 9)]
    [InlineData(65, 64)]
    [InlineData(64, 65)]
    [InlineData(203, 141)]
    public void Measure_AnyTile_IsWhatPlainArithmeticGives(int width, int height)
    {
        var random = new Random(width);
        var grid = new TileGrid(new FrameSize(width, height));
        var (frame, average) = (new byte[3 * width * height], new short[3 * width * height]);
        random.NextBytes(frame);
        for (var i = 0; i < average.Length; i++)
            average[i] = (short)random.Next(0, (255 * FixedPoint.One) + 1);
        for (var tile = 0; tile < grid.Count; tile++)
        {
            var (place, squares, sum, pictured) = (grid[tile], 0.0, 0.0, 0);
            for (var row = 0; row < place.Rows; row++)
            {
                for (var x = 0; x < place.RowBytes; x++, pictured++)
                {
                    var at = place.Offset + (row * place.Stride) + x;
                    var difference = (((frame[at] << 7) - average[at]) >> 3) / 16.0;
                    squares += difference * difference;
                    sum += difference;
                }
            }
            var measured = TileDifference.Measure(frame, average, place);
            Assert.Equal(squares / pictured, measured.MeanSquare, 6);
            Assert.Equal(sum / pictured, measured.Mean, 6);
            Assert.InRange(measured.LargestBlock, 0, 255.1);
            Assert.InRange(measured.BlockMeanSquare, 0, measured.LargestBlock * measured.LargestBlock + 1e-9);
        }
        for (var tile = 0; tile < grid.Count; tile++)
            TileAverage.Update(frame, average, grid[tile], 0);
        Assert.Equal(frame.Select(static pixel => (short)(pixel * FixedPoint.One)), average);
    }

    [Fact]
    public void Observe_InSteadyState_AllocatesNothing()
    {
        using var scene = new NoisyScene(320, 192);
        using var tiles = new StillTiles(scene.Size);
        Play(scene, tiles, 5);
        using var frame = scene.Next();
        var pixels = new byte[frame.Pixels.Length];
        Assert.Equal(0, Allocations.LowestOf(() =>
        {
            tiles.Observe(frame);
            tiles.WriteAveraged(frame, pixels, 4);
        }));
    }

    /// <summary>Plays the scene as it is; returns how often a tile changed after the first ten frames.</summary>
    private static int Play(NoisyScene scene, StillTiles tiles, int frames)
    {
        var changes = 0;
        for (var i = 0; i < frames; i++)
        {
            using (var frame = scene.Next())
                tiles.Observe(frame);
            if (i >= 10)
                changes += tiles.Grid.Count - tiles.CountOlderThan(1);
        }
        return changes;
    }
}
