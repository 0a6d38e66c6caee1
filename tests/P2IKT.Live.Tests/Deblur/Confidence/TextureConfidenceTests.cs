using P2IKT.Live.Deblur.Confidence;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Confidence;

public sealed class TextureConfidenceTests
{
    private const int Stride = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Write_OnAFlatArea_IsNearZero(double noise)
    {
        var size = new FrameSize(200, 120);
        var confidence = Of(size, noise, static (_, _) => 235);

        Assert.InRange(confidence.Average(), 0, 0.03f);
        Assert.InRange(confidence.Max(), 0, 0.3f);
    }

    [Fact]
    public void Write_OnAGentleGradient_IsNearZero() // a studio backdrop
    {
        var confidence = Of(new FrameSize(320, 200), 1, static (x, _) => 60 + (x * 0.35));

        Assert.InRange(confidence.Average(), 0, 0.05f);
    }

    [Fact]
    public void Write_OnTexture_IsHigh()
    {
        var confidence = Of(new FrameSize(200, 120), 2, static (x, y) => 128 + (60 * Math.Sin(x * 0.8) * Math.Sin(y * 0.7)));

        Assert.InRange(confidence.Min(), 0.9f, 1);
    }

    [Fact]
    public void Write_OnADefocusedEdge_IsHighThereAndLowElsewhere()
    {
        // A step of 150 levels, spread over 16 pixels, in the middle.
        var size = new FrameSize(320, 160);
        var confidence = Of(size, 1.5, static (x, _) => 40 + (150 * Math.Clamp((x - 152) / 16.0, 0, 1)));

        Assert.InRange(confidence[(10 * 40) + 19], 0.6f, 1);
        Assert.InRange(confidence[(10 * 40) + 5], 0, 0.1f);
        Assert.InRange(confidence[(10 * 40) + 35], 0, 0.1f);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(96)]
    [InlineData(101)]
    public void Halve_OfTwoRows_SumsGreenOfFourPixels(int width)
    {
        var (upper, lower) = (new byte[width * 3], new byte[width * 3]);
        new Random(1).NextBytes(upper);
        new Random(2).NextBytes(lower);
        var sums = new short[width / 2];
        TextureConfidence.Halve(upper, lower, sums);

        for (var x = 0; x < sums.Length; x++)
            Assert.Equal(upper[(6 * x) + 1] + upper[(6 * x) + 4] + lower[(6 * x) + 1] + lower[(6 * x) + 4], sums[x]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(9, 17)]
    [InlineData(321, 123)]
    public void Write_OnAnySize_FillsEveryCell(int width, int height)
    {
        var random = new Random(1);
        var confidence = Of(new FrameSize(width, height), 0, (_, _) => random.Next(256));

        Assert.All(confidence, static value => Assert.InRange(value, 0, 1));
    }

    private static float[] Of(FrameSize size, double noise, Func<int, int, double> level)
    {
        var random = new Random(5);
        var bgr = new byte[size.Pixels * 3];
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                for (var c = 0; c < 3; c++)
                    bgr[(((y * size.Width) + x) * 3) + c] = (byte)Math.Clamp(level(x, y) + (noise * Normal(random)) + 0.5, 0, 255);
            }
        }
        var cells = new FrameSize((size.Width + Stride - 1) / Stride, (size.Height + Stride - 1) / Stride);
        var confidence = new float[cells.Pixels];
        Array.Fill(confidence, -1);
        new TextureConfidence(size, cells, Stride).Write(bgr, confidence);
        return confidence;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
