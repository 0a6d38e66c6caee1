using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Sweeps;

public sealed class FocusSweepTests
{
    private const int Stride = 8;
    private static readonly FrameSize Frame = new(288, 188); // the last row of cells reaches beyond it
    private static readonly FrameSize Cells = new(36, 24);

    [Fact]
    public void Composite_OfAStillScene_IsSharpEverywhere()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        var best = 0.0;
        for (var position = 0.0; position <= 10; position += 0.5)
        {
            Assert.Equal(SweepFrameResult.Merged, scene.Add(sweep, position));
            best = Math.Max(best, scene.Psnr(scene.Pixels));
        }
        var merged = scene.Psnr(sweep.Composite);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"composite {merged:0.0} dB, best single frame {best:0.0} dB"));
        Assert.True(merged > best + 6, $"composite {merged:0.0} dB, best single frame {best:0.0} dB");
        Assert.InRange(sweep.Coverage, 0.6, 0.99);
    }

    [Fact]
    public void BestPositions_OfThreeDepths_AreThoseDepths()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        for (var position = 0.0; position <= 10; position += 1)
            scene.Add(sweep, position);
        var positions = new float[Cells.Pixels];
        sweep.CopyBestPositions(positions);
        var (read, within) = (0, 0);
        for (var i = 0; i < positions.Length; i++)
        {
            if (float.IsNaN(sweep.BestRadii[i]))
            {
                Assert.True(float.IsNaN(positions[i]));
                continue;
            }
            read++;
            within += Math.Abs(positions[i] - Scene.DepthOf(i % Cells.Width)) <= 0.5 ? 1 : 0;
        }
        Assert.True(within >= 0.95 * read, $"{within} of {read} within half a step");
    }

    [Fact]
    public void Add_OfASceneThatMoves_IsLeftOut()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        for (var position = 0.0; position < 4; position += 0.5)
            scene.Add(sweep, position);
        var before = sweep.Composite.ToArray();
        scene.Cover(0.4); // somebody steps in
        Assert.Equal(SweepFrameResult.SceneMoved, scene.Add(sweep, 4));
        Assert.Equal(before, sweep.Composite.ToArray());
        Assert.Equal((8, 1), (sweep.Merged, sweep.Moved));
    }

    [Fact]
    public void Add_OfASceneThatHasMovedForGood_IsLeftOutForGood() // or it would show twice
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        for (var position = 0.0; position < 4; position += 0.5)
            scene.Add(sweep, position);
        scene.Cover(0.4);
        for (var position = 4.0; position < 10; position += 0.5)
            Assert.Equal(SweepFrameResult.SceneMoved, scene.Add(sweep, position));
    }

    [Fact]
    public void Add_UnderLightThatChanges_IsMerged()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        scene.Add(sweep, 0);
        scene.Dim(0.8);
        Assert.Equal(SweepFrameResult.Merged, scene.Add(sweep, 0.5));
    }

    [Fact]
    public void Add_WithoutANetwork_TakesNothing()
    {
        var sweep = new FocusSweep(Frame, Cells, Stride);
        var pixels = new byte[3 * Frame.Pixels];
        Assert.Equal(SweepFrameResult.Unknown, sweep.Add(pixels, 3 * Frame.Width, default, 0));
        Assert.Equal(0, sweep.Merged);
    }

    [Fact]
    public void Add_OfAnotherSize_IsRefused()
    {
        var sweep = new FocusSweep(Frame, Cells, Stride);
        var (radii, pixels) = (new float[Cells.Pixels], new byte[3 * Frame.Pixels]);
        Assert.Throws<ArgumentException>(() => sweep.Add(pixels.AsSpan(1), 3 * Frame.Width, Field(radii, Cells), 0));
        Assert.Throws<ArgumentException>(() => sweep.Add(pixels, (3 * Frame.Width) - 1, Field(radii, Cells), 0));
        Assert.Throws<ArgumentException>(() => sweep.Add(pixels, 3 * Frame.Width, Field(radii.AsSpan(0, 35 * 24), new(35, 24)), 0));
        Assert.Throws<ArgumentException>(() => sweep.Add(pixels, 3 * Frame.Width, Field(radii, Cells), double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FocusSweep(Frame, new(10, 10), Stride));
    }

    [Fact]
    public void Reset_ForgetsTheSweep()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        scene.Add(sweep, 3);
        sweep.Reset();
        Assert.Equal((0, 0.0), (sweep.Merged, sweep.Coverage));
        Assert.True(float.IsNaN(sweep.BestRadii[100]));
        Assert.Equal(0, sweep.Composite.IndexOfAnyExcept((byte)0) + 1);
    }

    [Fact]
    public void Add_OnceWarm_AllocatesNothing()
    {
        var scene = new Scene();
        var sweep = new FocusSweep(Frame, Cells, Stride);
        scene.Add(sweep, 3);
        scene.Add(sweep, 5);
        Assert.Equal(0, Allocations.LowestOf(() => sweep.Add(scene.Pixels, 3 * Frame.Width, scene.Field, 5)));
    }

    private static FocusField Field(ReadOnlySpan<float> radii, FrameSize cells) => new(radii, radii, cells, Stride, Frame, 1, TimeSpan.Zero);

    /// <summary>Three textured walls at different depths, with a flat strip below, seen through a lens at a position.</summary>
    private sealed class Scene
    {
        private const double Slope = 1.2; // px of blur for each step
        private readonly byte[] _sharp = new byte[3 * Frame.Pixels];
        private readonly float[] _radii = new float[Cells.Pixels];
        private readonly float[] _confidences = new float[Cells.Pixels];
        private readonly Random _random = new(4);

        public Scene()
        {
            for (var y = 0; y < Frame.Height; y++)
            {
                for (var x = 0; x < Frame.Width; x++)
                {
                    var value = IsFlat(y / Stride) ? 120 : 40 + (160 * _random.Next(2));
                    for (var channel = 0; channel < 3; channel++)
                        _sharp[(3 * ((y * Frame.Width) + x)) + channel] = (byte)(value + (10 * channel));
                }
            }
        }

        public byte[] Pixels { get; } = new byte[3 * Frame.Pixels];

        public FocusField Field => new(_radii, _confidences, Cells, Stride, Frame, 1, TimeSpan.Zero);

        public static double DepthOf(int column) => column < 12 ? 2 : column < 24 ? 5 : 8;

        public void Cover(double share)
        {
            for (var y = 0; y < Frame.Height; y++)
                _sharp.AsSpan(3 * y * Frame.Width, (int)(3 * share * Frame.Width)).Fill(230);
        }

        public void Dim(double gain)
        {
            foreach (ref var value in _sharp.AsSpan())
                value = (byte)(gain * value);
        }

        public SweepFrameResult Add(FocusSweep sweep, double position)
        {
            for (var cell = 0; cell < _radii.Length; cell++)
            {
                var defocus = Slope * (position - DepthOf(cell % Cells.Width));
                var radius = Math.Sqrt((0.5 * 0.5) + (defocus * defocus));
                var sigma = Math.Sqrt((0.15 * 0.15) + (0.03 * 0.03 * radius * radius));
                _radii[cell] = (float)Math.Max(0, radius + (sigma * SyntheticSweep.Normal(_random)));
                _confidences[cell] = IsFlat(cell / Cells.Width) ? 0.05f : 0.9f;
            }
            for (var y = 0; y < Frame.Height; y++)
            {
                for (var x = 0; x < Frame.Width; x++)
                    Blur(x, y, (int)Math.Round(Slope * Math.Abs(position - DepthOf(x / Stride))));
            }
            return sweep.Add(Pixels, 3 * Frame.Width, Field, position);
        }

        public double Psnr(ReadOnlySpan<byte> picture)
        {
            var sum = 0.0;
            for (var i = 0; i < picture.Length; i++)
                sum += Math.Pow(picture[i] - _sharp[i], 2);
            return 10 * Math.Log10(255 * 255 / (sum / picture.Length));
        }

        private static bool IsFlat(int row) => row >= 20;

        private void Blur(int x, int y, int radius)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var (sum, count) = (0, 0);
                for (var v = Math.Max(0, y - radius); v <= Math.Min(Frame.Height - 1, y + radius); v++)
                {
                    for (var u = Math.Max(0, x - radius); u <= Math.Min(Frame.Width - 1, x + radius); u++)
                        (sum, count) = (sum + _sharp[(3 * ((v * Frame.Width) + u)) + channel], count + 1);
                }
                Pixels[(3 * ((y * Frame.Width) + x)) + channel] = (byte)(sum / count);
            }
        }
    }
}
