using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.TestScene;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class TestSourceTests : FrameTest
{
    [Theory]
    [InlineData("1x1")]
    [InlineData("7x5")]
    [InlineData("333x1")]
    [InlineData("161x91")]
    [InlineData("90x160")]
    public async Task Open_OfAnySize_DeliversItWithItsTruth(string size)
    {
        var source = (TestSource)Open($"test:?size={size}&frames=2", pace: false);
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        await Play(source);
        Assert.Null(source.Failure);
        Assert.Equal([size, size], log.Sizes.Select(seen => seen.ToString()));
        var radii = new float[source.Description.Size.Pixels];
        source.ReadTruth(0, radii);
        Assert.All(radii, radius => Assert.InRange(radius, 0, 9));
    }

    [Fact]
    public async Task Frames_OfOneSeed_AreTheSameEachTime()
    {
        var first = await Pixels("test:?size=96x54&frames=3&seed=4");
        var again = await Pixels("test:?size=96x54&frames=3&seed=4");
        var other = await Pixels("test:?size=96x54&frames=3&seed=5");
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task Frames_OfOneFocusDistance_DifferByALittleNoise()
    {
        var frames = await Pixels("test:?size=96x54&frames=2&fps=1000");
        var differences = frames[0].Zip(frames[1], (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Average(), 0.5, 3);
        Assert.InRange(differences.Max(), 1, 8);
    }

    [Fact]
    public async Task Frames_Paced_AreDueAtTheFrameRate()
    {
        var time = new ManualTime();
        var source = Open("test:?size=32x18&fps=20&frames=3", time);
        source.Start();
        for (var shown = 1; shown < 3; shown++)
        {
            var wait = await time.NextWait(Cancel);
            Assert.Equal(shown, source.Captured);
            Assert.Equal(50, wait.TotalMilliseconds, 0.1);
            time.Advance(wait);
        }
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(3, source.Captured);
    }

    [Fact]
    public async Task Frames_AfterALateOne_AreNotMadeUpFor()
    {
        var time = new ManualTime();
        var source = Open("test:?size=32x18&fps=20&frames=4", time);
        source.Start();
        await time.NextWait(Cancel);
        time.Advance(TimeSpan.FromSeconds(3)); // the machine slept: one frame comes late, the next is due a period after it
        var next = await time.NextWait(Cancel);
        Assert.InRange(next.TotalMilliseconds, 49, 51);
        await source.DisposeAsync();
    }

    [Fact]
    public void Truth_OverAPull_CoversTheRange()
    {
        using var scene = new Scene("test:?size=640x360");
        Assert.InRange(scene.Truth(0).Min(), 0, 0.1);
        Assert.InRange(scene.Truth(0).Max(), 3, 4.5); // half the size of 1280x720, half its radius
        Assert.NotEqual(scene.Truth(0), scene.Truth(100));
        Assert.Equal(scene.Truth(0), scene.Truth(12 * 30)); // there and back
    }

    [Fact]
    public void Truth_OfAWrongLength_Throws()
    {
        using var scene = new Scene("test:?size=4x4");
        Assert.Throws<ArgumentException>(() => scene.Source.ReadTruth(0, new float[15]));
    }

    /// <summary>Each object stands at one depth; the detail that is left of it must fall as its claimed radius grows.</summary>
    [Theory]
    [InlineData("card", 410, 125, 70, 60)]
    [InlineData("camera", 205, 205, 40, 55)]
    [InlineData("near orange", 520, 270, 50, 50)]
    [InlineData("leaves", 100, 60, 90, 60)]
    public void Detail_OfAnObject_FallsAsItsTrueRadiusGrows(string what, int left, int top, int width, int height)
    {
        using var scene = new Scene("test:?size=640x360");
        var seen = Enumerable.Range(0, 13).Select(i => i * 15L).Select(sequence => // the pull from near to far
        {
            var radius = scene.Truth(sequence)[((top + (height / 2)) * 640) + left + (width / 2)];
            return (Radius: radius, Detail: Detail(scene.Clean(sequence), left, top, width, height));
        }).DistinctBy(step => MathF.Round(step.Radius, 1)).OrderBy(step => step.Radius).ToArray();
        Assert.True(seen.Length > 4, what);
        Assert.All(seen.Zip(seen.Skip(1)), pair =>
            Assert.True(pair.Second.Detail < pair.First.Detail * 1.02, $"{what}: {pair.First} then {pair.Second}"));
        Assert.True(seen[^1].Detail < 0.6 * seen[0].Detail, $"{what}: {seen[0]} to {seen[^1]}");
    }

    [Theory]
    [InlineData(15, 1)] // half a second on, the focus still dwells
    [InlineData(29, 3)] // half a second after the first second, it has begun to move
    [InlineData(180, 48)]
    public async Task Scene_ThatIsPlayed_IsRenderedHalfASecondAhead(int frames, int steps)
    {
        var source = (TestSource)Open($"test:?size=32x18&frames={frames}", pace: false);
        await Play(source);
        Assert.InRange(source.RenderedSteps, 1, steps);
        Assert.True(steps < 48 || source.RenderedSteps == 48);
    }

    [Fact]
    public async Task Scene_ThatNobodyWants_IsNotRendered()
    {
        var source = (TestSource)Open("test:?size=32x18&frames=180", pace: false);
        source.Demand = new FrameDemand();
        await Play(source);
        Assert.Equal((180, 180), (source.Captured, source.Demand.Skipped));
        Assert.Equal(1, source.RenderedSteps); // the first, while the source was being opened
    }

    [Fact]
    public async Task Scene_ThatIsWantedAfterAWhile_IsTheOneThatIsDue()
    {
        var (time, seen) = (new ManualTime(), new List<byte[]>());
        var source = Open("test:?size=96x54&fps=0.2&frames=3", time);
        source.Demand = new FrameDemand();
        using var frames = source.Frames.Subscribe(frame => seen.Add(frame.Pixels.ToArray()));
        source.Start();
        time.Advance(await time.NextWait(Cancel));
        var wait = await time.NextWait(Cancel); // for the third frame, at 10 s
        using var wanted = source.Demand.Want();
        time.Advance(wait);
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        using var scene = new Scene("test:?size=96x54");
        Assert.InRange(Assert.Single(seen).Zip(scene.Clean(300), (a, b) => Math.Abs(a - b)).Max(), 1, 4); // but for the noise
        Assert.Equal(2, source.Demand.Skipped);
    }

    [Fact]
    public async Task Frames_OfALongRun_AllocateNextToNothing()
    {
        long before = 0, spent = 0;
        var source = Track(FrameSources.Open("test:?size=64x36&fps=1000&frames=500", new SourceOptions { Pace = false }));
        using var frames = source.Frames.Subscribe(frame =>
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (frame.Sequence == 100)
                before = now;
            spent = now - before;
        });
        await Play(source);
        Assert.InRange(spent / 399, 0, 64);
    }

    private static double Detail(byte[] bgr, int left, int top, int width, int height)
    {
        double energy = 0;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                var at = (((y * 640) + x) * 3) + 1;
                int across = bgr[at + 3] - bgr[at], down = bgr[at + (640 * 3)] - bgr[at];
                energy += (across * across) + (down * down);
            }
        }
        return energy;
    }

    private async Task<byte[][]> Pixels(string uri)
    {
        List<byte[]> pixels = [];
        var source = Open(uri, pace: false);
        using var frames = source.Frames.Subscribe(frame => pixels.Add(frame.Pixels.ToArray()));
        await Play(source);
        return [.. pixels];
    }

    /// <summary>A test scene that is only looked at, not played.</summary>
    private sealed class Scene(string uri) : IDisposable
    {
        public TestSource Source { get; } = (TestSource)FrameSources.Open(uri);

        public float[] Truth(long sequence)
        {
            var radii = new float[Source.Description.Size.Pixels];
            Source.ReadTruth(sequence, radii);
            return radii;
        }

        public byte[] Clean(long sequence)
        {
            var bgr = new byte[Source.Description.Size.Pixels * 3];
            Source.ReadClean(sequence, bgr);
            return bgr;
        }

        public void Dispose() => Source.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
