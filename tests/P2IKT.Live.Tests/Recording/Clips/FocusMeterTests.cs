using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Recording.Clips;

public sealed class FocusMeterTests : FrameTest
{
    [Fact]
    public void Read_OfAMap_GivesMedianSharpestTenthAndCentre()
    {
        var pool = Pool(10, 9, 2, PixelFormat.Float32);
        Assert.True(pool.TryRent(out var map));
        Assert.True(pool.TryRent(out var confidence));
        using (map)
        using (confidence)
        {
            confidence.DraftValues.Fill(0.8f);
            for (var i = 0; i < 90; i++)
                map.DraftValues[i] = (i % 10, i / 10) is ( >= 3 and <= 6, >= 3 and <= 5) ? 0.5f : i < 12 ? 1.25f : 8;
            map.Publish(0, 0);

            Assert.Equal(new FocusSummary(Median: 800, Sharpest: 50, Centre: 50), new FocusMeter().Read(map, confidence));
        }
    }

    [Theory]
    [InlineData(float.NaN, FocusSummary.NotMeasured)]
    [InlineData(-3f, 0)]
    [InlineData(1e9f, 4095)]
    public void Read_OfWhatNoRadiusIs_StaysOnTheScaleOrIsNotMeasured(float value, int reading)
    {
        var pool = Pool(1, 1, 2, PixelFormat.Float32);
        Assert.True(pool.TryRent(out var map));
        Assert.True(pool.TryRent(out var confidence));
        using (map)
        using (confidence)
        {
            confidence.DraftValues.Clear();
            map.DraftValues.Fill(value);
            map.Publish(0, 0);

            Assert.Equal(new FocusSummary(reading, reading, reading), new FocusMeter().Read(map, confidence));
        }
    }

    [Fact]
    public void Read_WhereOnlyTheRimWasMeasured_IsThatOfTheRim()
    {
        var pool = Pool(9, 9, 2, PixelFormat.Float32);
        Assert.True(pool.TryRent(out var map));
        Assert.True(pool.TryRent(out var confidence));
        using (map)
        using (confidence)
        {
            confidence.DraftValues.Fill(1);
            for (var i = 0; i < 81; i++)
                map.DraftValues[i] = (i % 9, i / 9) is ( >= 1 and <= 7, >= 1 and <= 7) ? float.NaN : 3;
            map.Publish(0, 0);

            Assert.Equal(new FocusSummary(300, 300, FocusSummary.NotMeasured), new FocusMeter().Read(map, confidence));
        }
    }

    [Fact]
    public void Read_WhereMostOfTheFrameIsFlat_IsThatOfTheTexture()
    {
        var pool = Pool(10, 10, 2, PixelFormat.Float32);
        Assert.True(pool.TryRent(out var map));
        Assert.True(pool.TryRent(out var confidence));
        using (map)
        using (confidence)
        {
            for (var i = 0; i < 100; i++)
                (map.DraftValues[i], confidence.DraftValues[i]) = i % 10 < 2 ? (2, 1) : (8, 0);
            map.Publish(0, 0);
            confidence.Publish(0, 0);

            Assert.Equal(200, new FocusMeter().Read(map, confidence).Median);
        }
    }
}
