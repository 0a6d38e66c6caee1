using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Focus.Sweeps;

public sealed class SweepSharpnessTests
{
    private const int Stride = 8;
    private static readonly FrameSize Frame = new(67, 50); // the last cells reach beyond it
    private static readonly FrameSize Cells = new(9, 7);
    private readonly SweepSharpness _sharpness = new(Frame, Cells, Stride);
    private readonly float[] _radii = new float[Cells.Pixels];
    private readonly float[] _confidences = new float[Cells.Pixels];
    private readonly byte[] _pixels = new byte[Frame.Pixels * 3];

    [Fact]
    public void Measure_OfTheSameRadius_PrefersTheFrameWithMoreContrast()
    {
        var (low, high) = (Score(radius: 1, contrast: 40), Score(radius: 1, contrast: 60));

        Assert.All(high.Zip(low), static pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Measure_OfTheSameContrast_PrefersTheFrameWithTheSmallerRadius()
    {
        var (sharp, soft) = (Score(radius: 1, contrast: 40), Score(radius: 4, contrast: 40));

        Assert.All(sharp.Zip(soft), static pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Measure_OfAFlatFrame_IsFinite() => Assert.All(Score(radius: 3, contrast: 0), static score => Assert.True(float.IsFinite(score)));

    [Fact]
    public void Measure_OfAnyFrame_WeightsTheNeighboursByTheirDistance()
    {
        var random = new Random(7);
        random.NextBytes(_pixels);
        for (var i = 0; i < _radii.Length; i++)
            _radii[i] = 10 * random.NextSingle();
        var scores = new float[Cells.Pixels];
        _sharpness.Measure(_pixels, Frame.Width * 3, Field(), scores);
        float[] energies = [.. Enumerable.Range(0, scores.Length).Select(Energy)];
        for (var cell = 0; cell < scores.Length; cell++)
            Assert.Equal(Math.Log(Around(_radii, cell) + 2) - (3 * Math.Log(Around(energies, cell) + 1)), scores[cell], 1e-3);
    }

    [Fact]
    public void Measure_OfAFrame_AllocatesNothing()
    {
        var scores = new float[Cells.Pixels];
        Assert.Equal(0, Allocations.LowestOf(() => _sharpness.Measure(_pixels, Frame.Width * 3, Field(), scores)));
    }

    /// <summary>The mean over a cell and its neighbours, in the plain form of a sum over 25 cells.</summary>
    private static double Around(float[] map, int cell)
    {
        double[] byDistance = [1, 1, 0.3];
        var (sum, weights) = (0.0, 0.0);
        for (var other = 0; other < map.Length; other++)
        {
            var (x, y) = (Math.Abs((other % Cells.Width) - (cell % Cells.Width)), Math.Abs((other / Cells.Width) - (cell / Cells.Width)));
            var weight = x < 3 && y < 3 ? byDistance[x] * byDistance[y] : 0;
            (sum, weights) = (sum + (weight * map[other]), weights + weight);
        }
        return sum / weights;
    }

    private float Energy(int cell)
    {
        int left = cell % Cells.Width * Stride, top = cell / Cells.Width * Stride;
        int right = Math.Min(left + Stride, Frame.Width), end = Math.Min(top + Stride, Frame.Height);
        var sum = 0f;
        for (var y = top; y < end; y++)
        {
            for (var x = left; x < right; x++)
            {
                int here = Green(x, y), across = Green(Math.Min(x + 2, Frame.Width - 1), y) - here, down = Green(x, Math.Min(y + 2, Frame.Height - 1)) - here;
                sum += Math.Max(across * across, down * down);
            }
        }
        return sum / ((right - left) * (end - top));
    }

    private int Green(int x, int y) => _pixels[(3 * ((y * Frame.Width) + x)) + 1];

    private float[] Score(float radius, int contrast)
    {
        Array.Fill(_radii, radius);
        Array.Fill(_confidences, 1);
        for (var i = 0; i < _pixels.Length; i++)
            _pixels[i] = (byte)(100 + ((i / 3 % Frame.Width / 2 % 2 == 0 ? 1 : -1) * contrast));
        var scores = new float[Cells.Pixels];
        _sharpness.Measure(_pixels, Frame.Width * 3, Field(), scores);
        return scores;
    }

    private FocusField Field() => new(_radii, _confidences, Cells, Stride, Frame, 0, TimeSpan.Zero);
}
