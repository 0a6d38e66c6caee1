using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Tests.Deblur.Cpu.Pyramid;

/// <summary>What passes use in registers is what they would have written down.</summary>
public sealed class BilinearUpsamplerTests
{
    [Theory]
    [InlineData(4, 3)]
    [InlineData(20, 5)]
    [InlineData(8, 1)]
    public void Twice_OfEveryRow_IsTheEnlargedRow(int width, int height) => Compare(width, height, 2, (cells, _, x, to) => BilinearUpsampler.Upsample2x(cells, x).StoreUnsafe(ref to[0]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(9, 2)]
    public void EightTimes_OfEveryRow_IsTheEnlargedRow(int width, int height) => Compare(width, height, 8, (cells, steps, x, to) => BilinearUpsampler.Upsample8x(cells, steps, x).StoreUnsafe(ref to[0]));

    private delegate void Eight(ReadOnlySpan<float> cells, ReadOnlySpan<float> steps, int x, Span<float> to);

    private static void Compare(int width, int height, int scale, Eight eight)
    {
        var random = new Random(1);
        using var plane = new Plane(width, height);
        foreach (ref var value in plane.Values)
            value = (float)random.NextDouble() - 0.5f;
        var (expected, actual) = (new float[scale * width], new float[scale * width]);
        var (cells, steps) = (new float[width + 2], new float[width + 1]);
        for (var y = 0; y < scale * height; y++)
        {
            RowScaling.Up(plane, y, scale, new float[width], expected);
            BilinearUpsampler.Sample(plane, y, scale, cells);
            BilinearUpsampler.Steps(cells, steps);
            for (var x = 0; x < actual.Length; x += 8)
                eight(cells, steps, x, actual.AsSpan(x));

            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }
}
