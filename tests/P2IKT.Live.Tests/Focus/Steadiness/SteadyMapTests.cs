using P2IKT.Live.Focus.Steadiness;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Focus.Steadiness;

public sealed class SteadyMapTests
{
    private static readonly FrameSize Cells = new(11, 3); // neither a multiple of a vector
    private readonly SteadyMap _steady = new();
    private readonly float[] _radii = new float[Cells.Pixels];
    private readonly float[] _confidences = new float[Cells.Pixels];
    private int _frame;

    [Fact]
    public void Apply_OnAStillScene_TakesMostOfTheFlicker()
    {
        var random = new Random(3);
        double before = 0, after = 0;
        float[]? lastRaw = null, last = null;
        for (var i = 0; i < 200; i++)
        {
            for (var c = 0; c < _radii.Length; c++)
                _radii[c] = 4 + (0.4f * (float)(random.NextDouble() - 0.5));
            var raw = (float[])_radii.Clone();
            Next(confidence: 1);
            if (i > 30)
            {
                before += Flicker(lastRaw!, raw);
                after += Flicker(last!, _radii);
            }
            (lastRaw, last) = (raw, (float[])_radii.Clone());
        }

        Assert.InRange(after / before, 0, 0.35);
    }

    [Fact]
    public void Apply_OnAFocusPull_LagsByLessThanTwoFrames()
    {
        // From 8 px to 0.5 px in a second, as a root: the lag at the middle is the way left over the speed.
        for (var i = 0; i < 30; i++)
            Step(8);
        for (var i = 0; i <= 20; i++)
            Step(8 - (7.5f * i / 30));

        var speed = 7.5f; // px a second
        Assert.InRange((_radii[0] - (8 - (7.5f * 20 / 30))) / speed, 0, 2 / 30f);
    }

    [Fact]
    public void Apply_WhenASubjectEnters_FollowsWithinThreeFrames()
    {
        for (var i = 0; i < 30; i++)
            Step(9);
        for (var i = 0; i < 3; i++)
            Step(1);

        Assert.InRange(_radii[0], 1, 1.7f);
    }

    [Fact]
    public void Apply_WhereConfidenceFallsForAMoment_KeepsTheRadius()
    {
        for (var i = 0; i < 30; i++)
            Step(2);
        for (var i = 0; i < 3; i++)
            Step(4, confidence: 0.02f);

        Assert.InRange(_radii[0], 2, 2.2f);
        Assert.InRange(_confidences[0], 0, 0.3f);
    }

    [Fact]
    public void Apply_WhereTextureAppears_TakesItsRadiusAtOnce()
    {
        for (var i = 0; i < 30; i++)
            Step(8, confidence: 0);
        Step(1, confidence: 1);

        Assert.InRange(_radii[0], 0.99f, 1.02f);
    }

    [Fact]
    public void Apply_AfterAGapOrWithoutANetwork_BeginsAnew()
    {
        for (var i = 0; i < 30; i++)
            Step(8);
        _frame += 30;
        Step(1);
        Assert.Equal(1, _radii[0], 4);

        Step(float.NaN);
        Assert.True(float.IsNaN(_radii[0]));
        Step(5);
        Assert.Equal(5, _radii[0], 4);
    }

    [Fact]
    public void Apply_GivesEveryCellTheSame() // the vectorised part and the rest
    {
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            Step((float)(8 * random.NextDouble()), confidence: (float)random.NextDouble());
            Assert.All(_radii, radius => Assert.Equal(_radii[0], radius, 4));
            Assert.All(_confidences, confidence => Assert.Equal(_confidences[0], confidence, 4));
        }
    }

    [Fact]
    public void Apply_AllocatesNothing()
    {
        Step(1);
        Assert.Equal(0, Allocations.LowestOf(() => Step(1)));
    }

    private static double Flicker(float[] one, float[] other) => one.Zip(other, static (a, b) => Math.Abs(a - b)).Average();

    private void Step(float radius, float confidence = 1)
    {
        Array.Fill(_radii, radius);
        Next(confidence);
    }

    private void Next(float confidence)
    {
        Array.Fill(_confidences, confidence);
        _steady.Apply(Cells, TimeSpan.FromSeconds(_frame++ / 30.0), _radii, _confidences);
    }
}
