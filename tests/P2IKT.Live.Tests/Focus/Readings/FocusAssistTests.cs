using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Focus.Readings;

public sealed class FocusAssistTests
{
    private static readonly FrameSize Cells = new(40, 24);
    private static readonly FrameSize Frame = new(320, 192);
    private readonly FocusAssist _assist = new();
    private readonly float[] _radii = new float[Cells.Pixels];
    private readonly float[] _confidences = new float[Cells.Pixels];
    private long _sequence;

    public FocusAssistTests() => Fill(4, 1);

    [Fact]
    public void Observe_OfAPoint_ReadsTheMedianOfItsWindowWeightedWithConfidence()
    {
        var point = _assist.Add(0.5, 0.5);
        // Half of the window's cells are far off, and not trusted; two are trusted outliers.
        for (var i = 0; i < _radii.Length; i++)
            (_radii[i], _confidences[i]) = i % 2 == 0 ? (12, 0.05f) : (2, 0.9f);

        var reading = Observe().Readings[0];

        Assert.Equal(point.Id, reading.Point);
        Assert.Equal(2, reading.Radius);
        Assert.InRange(reading.Confidence, 0.8f, 0.9f);
    }

    [Fact]
    public void Observe_OfAPointWithoutTexture_ReadsNoRadius()
    {
        _assist.Add(0.5, 0.5);
        Fill(1, 0.1f);

        var reading = Observe().Readings[0];

        Assert.Equal(FocusCue.NoTexture, reading.Cue);
        Assert.True(float.IsNaN(reading.Radius));
        Assert.InRange(reading.Confidence, 0, 0.1f);
    }

    [Fact]
    public void Observe_OfAFrameWithoutANetwork_ReadsNothing()
    {
        _assist.Add(0.5, 0.5);
        Fill(float.NaN, 0);

        var snapshot = Observe();

        Assert.Equal(FocusCue.NotMeasured, snapshot.Readings[0].Cue);
        Assert.True(float.IsNaN(snapshot.InFocusShare));
        Assert.Equal(default, snapshot.Region);
    }

    [Fact]
    public void Observe_OfAFocusPull_CuesApproachInFocusAndBackUp()
    {
        _assist.Add(0.5, 0.5);
        var cues = new List<FocusCue>();
        for (var i = 0; i < 90; i++) // from 8 px to focus and out again, in 3 s
        {
            Fill(Math.Abs(8 - (16 * i / 89f)) + 0.6f, 1);
            cues.Add(Observe().Readings[0].Cue);
        }

        var changes = cues.Where((cue, i) => i == 0 || cue != cues[i - 1]).ToList();
        Assert.Equal([FocusCue.Steady, FocusCue.Approaching, FocusCue.InFocus, FocusCue.BackUp], changes);
        Assert.InRange(Read(_sequence - 1).Readings[0].Best, 0.6f, 0.8f);
        Assert.InRange(Read(_sequence - 1).Readings[0].Trend, 5f, 5.8f); // 16 px in 3 s
    }

    [Fact]
    public void Observe_OfAPointThatLeavesLongAfterItsBest_CuesLeaving()
    {
        _assist.Add(0.5, 0.5);
        var cue = FocusCue.Steady;
        for (var i = 0; i < 100; i++)
        {
            Fill(i < 5 ? 2 : i < 80 ? 4 : 4 + ((i - 80) * 0.1f), 1);
            cue = Observe().Readings[0].Cue;
        }

        Assert.Equal(FocusCue.Leaving, cue);
    }

    [Fact]
    public void Observe_OfNoise_HasNoTrend()
    {
        _assist.Add(0.5, 0.5);
        var random = new Random(1);
        var moving = 0;
        for (var i = 0; i < 300; i++)
        {
            Fill(4 + (0.1f * (float)(random.NextDouble() - 0.5)), 1);
            var cue = Observe().Readings[0].Cue;
            moving += cue == FocusCue.Steady ? 0 : 1;
        }

        Assert.InRange(moving, 0, 3);
    }

    [Fact]
    public void Observe_OfAMap_GivesTheShareInFocusAndItsRegion()
    {
        Fill(6, 1);
        for (var row = 6; row < 18; row++)
        {
            for (var column = 10; column < 20; column++)
                _radii[(row * Cells.Width) + column] = 1;
        }
        _radii[^1] = 1; // an outlier in the corner does not widen the region
        for (var i = 0; i < Cells.Width * 3; i++)
            (_radii[i], _confidences[i]) = (0.5f, 0.1f); // a white table at the top is not in focus

        var snapshot = Observe();

        Assert.Equal(121 / 840f, snapshot.InFocusShare, 4);
        Assert.Equal(new FocusRegion(10 / 40f, 6 / 24f, 10 / 40f, 12 / 24f), snapshot.Region);
    }

    [Fact]
    public void TryRead_OfAFrame_GivesTheReadingsOfExactlyThatFrame()
    {
        _assist.Add(0.5, 0.5);
        for (var i = 0; i < 100; i++)
        {
            Fill(i, 1);
            Observe();
        }

        for (var sequence = 75; sequence < 100; sequence++)
            Assert.Equal(sequence, Read(sequence).Readings[0].Radius);
        Assert.False(_assist.TryRead(5, new FocusSnapshot()), "Too long ago.");
        Assert.False(_assist.TryRead(100, new FocusSnapshot()), "Not yet.");
    }

    [Fact]
    public void TryReadNewest_GivesTheReadingsOfTheLastFrame_OnceThereIsOne()
    {
        _assist.Add(0.5, 0.5);
        var newest = new FocusSnapshot();
        Assert.False(_assist.TryReadNewest(newest));
        for (var i = 0; i < 100; i++)
        {
            Fill(i, 1);
            Observe();
            Assert.True(_assist.TryReadNewest(newest));
            Assert.Equal((i, i), (newest.Sequence, newest.Readings[0].Radius));
        }
    }

    [Fact]
    public void Observe_OfNinePoints_AllocatesNothing()
    {
        for (var i = 0; i < FocusPoint.Max; i++)
            _assist.Add(i / 8.0, 0.5);
        Observe();
        Assert.Equal(0, Allocations.LowestOf(() => _assist.Observe(Field())));
    }

    [Fact]
    public void Points_AreNumberedFromTheFirstFreeNumber()
    {
        for (var i = 0; i < FocusPoint.Max; i++)
            Assert.Equal(i + 1, _assist.Add(0.5, 0.5).Id);
        Assert.Throws<InvalidOperationException>(() => _assist.Add(0.5, 0.5));

        Assert.True(_assist.Remove(4));
        Assert.False(_assist.Remove(4));
        Assert.Equal(4, _assist.Add(0.1, 0.2, "eye").Id);
        Assert.Equal(Enumerable.Range(1, 9), _assist.Points.Select(static point => point.Id));
        Assert.Equal("eye", _assist.Points[3].Name);
    }

    [Theory]
    [InlineData(-0.01, 0.5)]
    [InlineData(0.5, 1.01)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(0.5, double.PositiveInfinity)]
    public void Add_OutsideThePicture_IsRefused(double x, double y)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _assist.Add(x, y));
        var point = _assist.Add(0.5, 0.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => _assist.Change(point.Id, x, y));
        Assert.Equal([point], _assist.Points);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\nb")]
    [InlineData("a name that nobody could ever read")]
    public void Add_OfANameThatCannotBeShown_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => _assist.Add(0.5, 0.5, name));

    [Fact]
    public void Change_OfThePlace_BeginsAnewWithTheBest_AndOfTheNameDoesNot()
    {
        var point = _assist.Add(0.5, 0.5);
        for (var i = 0; i < 5; i++)
            Observe();
        Assert.Equal("eye", _assist.Change(point.Id, name: "eye")!.Name);
        Assert.Equal(4, Observe().Readings[0].Best);

        Assert.Equal(0.25, _assist.Change(point.Id, x: 0.25)!.X);
        Assert.True(float.IsNaN(Observe().Readings[0].Best));
        Assert.Null(_assist.Change(7, x: 0.1));
    }

    [Fact]
    public async Task NextAsync_FromAFrameOn_GivesItsReading()
    {
        var point = _assist.Add(0.5, 0.5);
        var next = _assist.NextAsync(point.Id, 3, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
            Observe();
        Assert.False(next.IsCompleted);
        Observe();

        Assert.Equal(3, (await next).Sequence);
    }

    [Fact]
    public async Task NextAsync_OfAPointThatIsRemoved_IsCancelled()
    {
        var point = _assist.Add(0.5, 0.5);
        var next = _assist.NextAsync(point.Id, 0, TestContext.Current.CancellationToken);
        _assist.Clear();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _assist.NextAsync(point.Id, 0, TestContext.Current.CancellationToken));
    }

    private void Fill(float radius, float confidence)
    {
        Array.Fill(_radii, radius);
        Array.Fill(_confidences, confidence);
    }

    private FocusSnapshot Observe()
    {
        _assist.Observe(Field());
        _sequence++;
        return Read(_sequence - 1);
    }

    private FocusField Field() =>
        new(_radii, _confidences, Cells, 8, Frame, _sequence, TimeSpan.FromSeconds(_sequence / 30.0));

    private FocusSnapshot Read(long sequence)
    {
        var snapshot = new FocusSnapshot();
        Assert.True(_assist.TryRead(sequence, snapshot));
        return snapshot;
    }
}
