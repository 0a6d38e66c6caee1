using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Manual;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Manual;

/// <summary>The signed defocus of all focus points, from maps in which each point has its own depth.</summary>
public sealed class ManualFocusMeterTests
{
    private const double Near = -2.5, Far = 2.5, Between = 0.8, Beyond = 5; // ring positions of best focus, in pixels of blur

    [Fact]
    public void Offsets_OfFourPoints_AreSignedAlongOneAxis()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far), (0.6, 0.6, Between), (0.8, 0.1, Beyond)]);
        scene.Turn(-5, 4, 120); // never as far as the last point
        scene.At(1.5);
        var snapshot = scene.Read();
        Assert.Equal(ManualFocusStatus.Readable, snapshot.Status);
        double[] places = [Near, Far, Between, Beyond];
        for (var i = 0; i < places.Length; i++)
        {
            Assert.Equal(ManualFocusStatus.Readable, snapshot.Points[i].Status);
            Assert.Equal(places[i] - 1.5, snapshot.Points[i].Offset, 0.8); // the upper points are beyond the focus
        }
        Assert.Equal(RingTurn.TurnBack, snapshot.Points[3].Advice.Turn); // the ring came back from beyond
        Assert.Equal(RingTurn.GoOn, snapshot.Points[0].Advice.Turn);
    }

    [Fact]
    public void APointOfTheAxisThatIsTooSoft_LeavesTheOthersReadable()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far), (0.6, 0.6, Between)]);
        scene.Turn(-5, 5, 160);
        scene.At(9.5); // the first point is 12 px out of focus
        var snapshot = scene.Read();
        Assert.Equal(ManualFocusStatus.Readable, snapshot.Status);
        Assert.Equal(ManualFocusStatus.NoTexture, snapshot.Points[0].Status);
        Assert.Equal(Far - 9.5, snapshot.Points[1].Offset, 1.5);
        Assert.Equal(Between - 9.5, snapshot.Points[2].Offset, 1.5);
    }

    [Fact]
    public void Ring_GrowsAsTheFocusGoesFarther_AndFlipsWithTheDepth()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]);
        scene.Turn(-5, 5, 120);
        scene.At(-2);
        var before = scene.Read();
        var (ring, offset) = (before.Ring, before.Points[0].Offset);
        scene.At(2);
        Assert.Equal(4, scene.Read().Ring - ring, 0.8);
        scene.Focus.IsDepthFlipped = true;
        scene.At(-2);
        Assert.True(scene.Read().IsFlipped);
        Assert.Equal(-offset, scene.Read().Points[0].Offset, 0.5);
    }

    [Theory]
    [InlineData(0.2, 0.9, 0.5, 0.2, -1)] // the first point is lower: nearer than the middle
    [InlineData(0.5, 0.2, 0.2, 0.9, 1)] // placed the other way round: the first one is the upper one
    public void Offset_OfThePointThatIsLower_IsNearer(double x1, double y1, double x2, double y2, int sign)
    {
        var scene = new Scene([(x1, y1, sign * Far), (x2, y2, -sign * Far)]);
        scene.Turn(-5, 5, 120);
        scene.At(0);
        Assert.Equal(sign, Math.Sign(scene.Read().Points[0].Offset));
    }

    [Fact]
    public void Status_WithoutEnoughPointsOrTexture_SaysWhatIsMissing()
    {
        var one = new Scene([(0.2, 0.9, Near)]);
        one.Turn(-5, 5, 60);
        Assert.Equal(ManualFocusStatus.SinglePoint, one.Read().Status);
        var two = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]) { Confidence = 0.05f };
        two.Turn(-5, 5, 60);
        Assert.Equal(ManualFocusStatus.NoTexture, two.Read().Status);
        var same = new Scene([(0.2, 0.9, 1), (0.5, 0.2, 1)]);
        same.Turn(-5, 5, 120);
        Assert.Equal(ManualFocusStatus.SameDepth, same.Read().Status);
        var resting = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]);
        resting.Turn(1, 1, 120);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, resting.Read().Status);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, resting.Read().Points[1].Status);
    }

    [Fact]
    public void Frame_ThatNoNetworkSaw_IsNotMeasured_AndTheGeometryStays()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]);
        scene.Turn(-5, 5, 120);
        scene.Skip();
        Assert.Equal(ManualFocusStatus.NotMeasured, scene.Read().Status);
        scene.At(0);
        Assert.Equal(ManualFocusStatus.Readable, scene.Read().Status);
    }

    [Fact]
    public void APointThatIsMoved_IsLearnedAnew()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]);
        scene.Turn(-5, 5, 120);
        scene.Focus.Change(2, x: 0.55);
        scene.At(0);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, scene.Read().Status);
        scene.Turn(-5, 5, 120);
        Assert.Equal(ManualFocusStatus.Readable, scene.Read().Status);
        scene.Focus.ResetManual();
        scene.At(0);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, scene.Read().Status);
    }

    [Fact]
    public void Radii_ThatNoLensCanHave_AreNotRead()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]) { Scale = static radius => Math.Max(0.2, 0.3 * radius * radius) }; // not a parabola's root
        scene.Turn(-5, 5, 200);
        Assert.NotEqual(ManualFocusStatus.Readable, scene.Read().Status);
    }

    [Fact]
    public void ARing_WhoseRadiiGiveAnImpossibleBestFocus_IsNotReadYet() // a network that saturates, and a ring that has not passed the far point
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far)]) { Scale = static radius => Math.Max(0.8, radius - 1.2) };
        scene.Turn(-5, 1, 200);
        Assert.Equal(ManualFocusStatus.NotEnoughMotion, scene.Read().Status);
    }

    [Fact]
    public void Observe_OnceWarm_AllocatesNothing()
    {
        var scene = new Scene([(0.2, 0.9, Near), (0.5, 0.2, Far), (0.6, 0.6, Between)]);
        scene.Turn(-5, 5, 120);
        var lowest = long.MaxValue;
        for (var i = 0; i < 20; i++)
            lowest = Math.Min(lowest, scene.AllocatedAt(-4 + (0.4 * i)));
        Assert.Equal(0, lowest);
    }

    /// <summary>Points with depths, before a lens whose ring is turned by hand. Each point has its own part of the map.</summary>
    private sealed class Scene
    {
        private static readonly FrameSize Cells = new(40, 25), Frame = new(320, 200);
        private readonly (double X, double Y, double Place)[] _points;
        private readonly float[] _radii = new float[Cells.Pixels], _confidences = new float[Cells.Pixels];
        private readonly Random _random = new(3);
        private long _sequence;

        public Scene((double X, double Y, double Place)[] points)
        {
            _points = points;
            foreach (var (x, y, _) in points)
                Focus.Add(x, y);
        }

        public FocusAssist Focus { get; } = new();

        public float Confidence { get; init; } = 0.9f;

        public Func<double, double> Scale { get; init; } = static radius => radius;

        public void Turn(double from, double to, int frames)
        {
            for (var i = 1; i <= frames; i++)
                At(from + ((to - from) * i / frames));
        }

        public void At(double ring)
        {
            Render(ring);
            Observe();
        }

        public void Skip()
        {
            _radii.AsSpan().Fill(float.NaN);
            Observe();
        }

        public long AllocatedAt(double ring)
        {
            Render(ring);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Observe();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public ManualFocusSnapshot Read()
        {
            var snapshot = new ManualFocusSnapshot();
            Assert.True(Focus.TryReadManual(_sequence - 1, snapshot));
            return snapshot;
        }

        private void Render(double ring)
        {
            var readings = new float[_points.Length];
            for (var i = 0; i < readings.Length; i++)
            {
                var radius = Scale(Math.Sqrt((0.7 * 0.7) + Math.Pow(ring - _points[i].Place, 2)));
                var sigma = Math.Sqrt((0.15 * 0.15) + (0.03 * 0.03 * radius * radius));
                readings[i] = (float)Math.Max(0, radius + (sigma * SyntheticSweep.Normal(_random)));
            }
            for (var cell = 0; cell < _radii.Length; cell++)
            {
                var (x, y) = (((cell % Cells.Width) + 0.5) / Cells.Width, ((cell / Cells.Width) + 0.5) / Cells.Height);
                var nearest = Enumerable.Range(0, _points.Length).MinBy(i => Math.Pow(x - _points[i].X, 2) + Math.Pow(y - _points[i].Y, 2));
                (_radii[cell], _confidences[cell]) = (readings[nearest], Confidence);
            }
        }

        private void Observe() => Focus.Observe(new FocusField(_radii, _confidences, Cells, 8, Frame, _sequence, TimeSpan.FromSeconds(_sequence++ / 30.0)));
    }
}
