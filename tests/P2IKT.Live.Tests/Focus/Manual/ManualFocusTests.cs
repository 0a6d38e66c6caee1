using P2IKT.Live.Focus.Manual;
using P2IKT.Live.Tests.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Manual;

public sealed class ManualFocusTests
{
    private const double First = -2.5; // where each point is in focus, in pixels of blur
    private const double Second = 2.5;

    [Fact]
    public void Observe_WhileTheRingTurns_ReadsBothSigns()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var scene = new Scene(seed);
            scene.Turn(-5, 5, 90);
            var errors = new List<double>();
            for (var ring = -5.0; ring <= 5; ring += 0.25)
            {
                var reading = scene.At(ring);
                Assert.Equal(ManualFocusStatus.Readable, reading.Status);
                Assert.Equal(5, reading.Separation, 0.5);
                errors.Add(Math.Abs(reading.First - (ring - First)));
                errors.Add(Math.Abs(reading.Second - (ring - Second)));
            }
            errors.Sort();
            Assert.True(errors[(int)(0.95 * errors.Count)] < 1, $"seed {seed}: 95 % within {errors[(int)(0.95 * errors.Count)]:0.00} px");
            Assert.True(errors[errors.Count / 2] < 0.4, $"seed {seed}: half within {errors[errors.Count / 2]:0.00} px");
        }
    }

    [Fact]
    public void Reading_AtAPoint_SaysItIsInFocus()
    {
        var scene = new Scene(3);
        scene.Turn(-5, 5, 90);
        var reading = scene.At(First);
        Assert.True(reading.IsFirstInFocus(1));
        Assert.False(reading.IsSecondInFocus(1));
    }

    [Fact]
    public void Sigma_OfAReading_CoversItsErrors()
    {
        var scene = new Scene(5);
        scene.Turn(-5, 5, 200);
        var within = 0;
        for (var i = 0; i < 200; i++)
        {
            var ring = -4 + (8 * i / 200.0);
            var reading = scene.At(ring);
            within += Math.Abs(reading.First - (ring - First)) <= 2 * reading.Sigma ? 1 : 0;
        }
        Assert.InRange(within, 170, 200);
    }

    [Theory]
    [InlineData(-5, 0.5, false, RingTurn.TurnBack, "turn back by half")] // passed the first point: 3.0 of 5.5 px back
    [InlineData(-5, 0.5, true, RingTurn.GoOn, "go on by a third")] // 2.0 of 5.5 px before the second
    [InlineData(-4, 4.7, true, RingTurn.TurnBack, "turn back by a quarter")] // 2.2 of 8.7
    [InlineData(-5, 2.5, true, RingTurn.Hold, "hold")]
    public void Advise_AfterATurn_MeasuresInItsLength(double from, double to, bool toSecond, RingTurn turn, string words)
    {
        var scene = new Scene(7);
        scene.Turn(5, -5, 90);
        scene.Turn(-5, from, 10);
        scene.Turn(from, to, 60);
        var advice = scene.Focus.Advise(toSecond);
        Assert.Equal((turn, words), (advice.Turn, advice.ToString()));
    }

    [Fact]
    public void Observe_OfARingAtRest_IsNotObservable()
    {
        var scene = new Scene(1);
        for (var i = 0; i < 300; i++)
            Assert.NotEqual(ManualFocusStatus.Readable, scene.At(1).Status);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, scene.Focus.Reading.Status);
        Assert.Equal(RingTurn.Hold, scene.Focus.Advise(false).Turn);
    }

    [Fact]
    public void Observe_OfTwoPointsAtOneDepth_SaysSo()
    {
        var scene = new Scene(1) { FirstAt = 1, SecondAt = 1 };
        scene.Turn(-5, 5, 120);
        Assert.Equal(ManualFocusStatus.SameDepth, scene.Focus.Reading.Status);
        Assert.True(double.IsNaN(scene.Focus.Reading.First));
    }

    [Fact]
    public void Observe_OfASceneThatMoves_IsInconsistent()
    {
        var random = new Random(2);
        var focus = new ManualFocus();
        for (var i = 0; i < 200; i++)
            focus.Observe((float)(10 * random.NextDouble()), 0.9f, (float)(10 * random.NextDouble()), 0.9f);
        Assert.Equal(ManualFocusStatus.Inconsistent, focus.Reading.Status);
    }

    [Fact]
    public void Observe_WithoutTexture_SaysSoAndKeepsTheGeometry()
    {
        var scene = new Scene(1);
        scene.Turn(-5, 5, 90);
        Assert.Equal(ManualFocusStatus.NoTexture, scene.Focus.Observe(float.NaN, 0, 3, 0.9f).Status);
        Assert.Equal(ManualFocusStatus.NoTexture, scene.Focus.Observe(2, 0.9f, 3, 0.1f).Status);
        Assert.Equal(ManualFocusStatus.Readable, scene.At(0).Status);
        scene.Focus.Reset();
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, scene.At(0).Status);
    }

    [Fact]
    public void Observe_EachFrame_AllocatesNothing()
    {
        var focus = new ManualFocus();
        for (var i = 0; i < 300; i++)
            focus.Observe(i % 8, 0.9f, (i + 3) % 8, 0.9f);
        Assert.Equal(0, Allocations.LowestOf(() =>
        {
            for (var i = 0; i < 100; i++)
                focus.Observe(i % 8, 0.9f, (i + 3) % 8, 0.9f);
        }));
    }

    /// <summary>Two points before a lens whose ring is turned by hand; positions in pixels of blur.</summary>
    private sealed class Scene(int seed)
    {
        private readonly Random _random = new(seed);

        public ManualFocus Focus { get; } = new();

        public double FirstAt { get; init; } = First;

        public double SecondAt { get; init; } = Second;

        public void Turn(double from, double to, int frames)
        {
            for (var i = 1; i <= frames; i++)
                At(from + ((to - from) * i / frames));
        }

        public ManualFocusReading At(double ring) => Focus.Observe(Radius(ring - FirstAt), 0.9f, Radius(ring - SecondAt), 0.9f);

        private float Radius(double defocus)
        {
            var radius = Math.Sqrt((0.7 * 0.7) + (defocus * defocus));
            var sigma = Math.Sqrt((0.15 * 0.15) + (0.03 * 0.03 * radius * radius));
            return (float)Math.Max(0, radius + (sigma * SyntheticSweep.Normal(_random)));
        }
    }
}
