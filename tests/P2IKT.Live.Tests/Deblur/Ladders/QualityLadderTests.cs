using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Ladders;

public sealed class QualityLadderTests
{
    private static readonly Model Small = Network("small", [0.8, 0.6, 0.5, 0.1]);
    private static readonly Model Large = Network("large", [1.3, 1.1, 0.7, 0.09]);

    [Fact]
    public void Of_OneModel_HasEachWorkingSizeAndTheSource()
    {
        var ladder = QualityLadder.Of(Small);
        Assert.Equal(QualityRungs.All, ladder.Levels.Select(static level => level.Rung));
        Assert.Equal(ladder.Levels.Select(static level => level.Cost).OrderDescending(), ladder.Levels.Select(static level => level.Cost));
        Assert.False(ladder.IsMeasured);
    }

    [Fact]
    public void Of_SeveralModels_LeavesOutWhatCostsMoreAndGainsLess()
    {
        var ladder = QualityLadder.Of(
            [
                new(Small, QualityRung.Full, 20), new(Small, QualityRung.ThreeQuarters, 13), new(Small, QualityRung.Half, 7), new(Small, QualityRung.Quarter, 3),
                new(Large, QualityRung.Full, 100), new(Large, QualityRung.ThreeQuarters, 60), new(Large, QualityRung.Half, 30), new(Large, QualityRung.Quarter, 8),
            ],
            isMeasured: true);
        Assert.Equal(
            [(Large, QualityRung.Full), (Large, QualityRung.ThreeQuarters), (Small, QualityRung.Full), (Small, QualityRung.ThreeQuarters), (Small, QualityRung.Half), (Small, QualityRung.Quarter), (Small, QualityRung.Source)],
            ladder.Levels.Select(static level => (level.Model, level.Rung)));
    }

    [Fact]
    public void Of_ALevelThatGainsTooLittleToBeSeen_LeavesItOut()
    {
        var ladder = QualityLadder.Of([new(Network("a", [0.815]), QualityRung.Full, 30), new(Small, QualityRung.Full, 20)], isMeasured: true);
        Assert.Equal([Small, Small], ladder.Levels.Select(static level => level.Model));
    }

    [Fact]
    public void Of_LevelsWithoutAGain_IsRefused() =>
        Assert.Throws<ArgumentException>(() => QualityLadder.Of([new(Network("a", []), QualityRung.Full, 1), new(Small, QualityRung.Source, 1)], isMeasured: true));

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(61, 1)]
    [InlineData(59, 2)]
    [InlineData(0.001, 3)] // the cheapest with a network: only a governor turns it off
    public void BestWithin_ATime_IsTheBestLevelThatCostsNoMore(double ms, int expected)
    {
        var ladder = QualityLadder.Of(
            [new(Large, QualityRung.Full, 100), new(Large, QualityRung.ThreeQuarters, 60), new(Small, QualityRung.Full, 20), new(Small, QualityRung.Half, 7)],
            isMeasured: true);
        Assert.Equal(expected, ladder.BestWithin(new FrameSize(1000, 1000), TimeSpan.FromMilliseconds(ms)));
        Assert.Equal(ladder.BestWithin(new FrameSize(1000, 1000), TimeSpan.FromMilliseconds(ms)), ladder.BestWithin(new FrameSize(2000, 1000), TimeSpan.FromMilliseconds(2 * ms)));
    }

    [Fact]
    public void BestWithin_WhereCostsAreGuesses_IsTheBest() => Assert.Equal(0, QualityLadder.Of(Small).BestWithin(new FrameSize(8000, 8000), TimeSpan.FromTicks(1)));

    [Fact]
    public void IndexOf_EachLevel_FindsItAndNoOther()
    {
        var ladder = QualityLadder.Of([new(Large, QualityRung.Full, 100), new(Small, QualityRung.Full, 20)], isMeasured: true);
        Assert.Equal([0, 1, 2], ladder.Levels.Select(level => ladder.IndexOf(level.Model, level.Rung)));
        Assert.Equal(2, ladder.IndexOf(Large, QualityRung.Source)); // without a network it does not matter which one does not run
        Assert.Equal(-1, ladder.IndexOf(Small, QualityRung.Half));
    }

    [Fact]
    public void Describe_SeveralModels_SaysThePlaceAndTheNetwork()
    {
        var ladder = QualityLadder.Of([new(Large, QualityRung.ThreeQuarters, 60), new(Small, QualityRung.Full, 20)], isMeasured: true);
        Assert.Equal(["quality 2 of 2: large at 3/4 size", "quality 1 of 2: small", "source, not deblurred"], ladder.Levels.Select((_, level) => ladder.Describe(level)));
        Assert.Equal(["large/threeQuarters", "small/full", "source"], ladder.Levels.Select((_, level) => ladder.NameOf(level)));
        Assert.Null(QualityLadder.Of(Small).Describe(0));
        Assert.Equal("full", QualityLadder.Of(Small).NameOf(0));
    }

    [Fact]
    public void ShippedModels_HaveGainsThatFallWithTheWorkingSize() => Assert.All(
        ShippedGains(), static gains => Assert.Equal(gains.OrderDescending(), gains));

    [Fact]
    public void Measure_AModel_GivesEachWorkingSizeACostThatFalls()
    {
        var levels = LevelCosts.Measure([Models.Live], new DeblurOptions { Provider = ExecutionProvider.Cpu }, Cancel);
        Assert.Equal(QualityRungs.All.SkipLast(1), levels.Select(static level => level.Rung));
        Assert.All(levels, static level => Assert.InRange(level.Cost, 1e-3, 1e5));
        Assert.Equal(levels.Select(static level => level.Cost).OrderDescending(), levels.Select(static level => level.Cost));
    }

    [Fact]
    public void Measure_ThatIsCancelled_Ends() => Assert.Throws<OperationCanceledException>(
        () => LevelCosts.Measure([Models.Live], new DeblurOptions { Provider = ExecutionProvider.Cpu }, new CancellationToken(canceled: true)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<IReadOnlyList<double>> ShippedGains()
    {
        var catalog = new P2IKT.Live.Deblur.Models.ModelCatalog(Models.Folder);
        return catalog.Files.Where(static file => Path.GetFileName(file).StartsWith("p2ikt-live", StringComparison.Ordinal)).Select(file =>
        {
            var gains = catalog.Find(file).SizeGains;
            Assert.True(gains.Count == 4, $"{file} has no gains for each working size: see training/size_gains.py.");
            return gains;
        });
    }

    private static Model Network(string name, IReadOnlyList<double> gains) => new() { Name = name, SizeGains = gains, BlurStride = 8 };
}
