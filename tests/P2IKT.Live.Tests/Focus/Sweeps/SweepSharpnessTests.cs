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
    public void Measure_OfAFrame_AllocatesNothing()
    {
        var scores = new float[Cells.Pixels];
        var lowest = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _sharpness.Measure(_pixels, Frame.Width * 3, Field(), scores);
            lowest = Math.Min(lowest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, lowest);
    }

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
