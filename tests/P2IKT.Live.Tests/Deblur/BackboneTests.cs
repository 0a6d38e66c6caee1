using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>The backbone in code of our own against the same file in ONNX Runtime.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class BackboneTests
{
    [Theory]
    [InlineData(640, 360)]
    [InlineData(333, 217)]
    [InlineData(64, 48)]
    [InlineData(1, 1)]
    [InlineData(1000, 40)]
    public void Own_OnNoise_GivesWhatOnnxRuntimeGives(int width, int height)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var (own, ort) = (Run(width, height, ortBackbone: false), Run(width, height, ortBackbone: true));

        Assert.All(own.Sharp.Zip(ort.Sharp), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.True(own.Sharp.Zip(ort.Sharp).Count(pair => pair.First != pair.Second) <= own.Sharp.Length / 1000, "only at the edge of rounding");
        Assert.All(own.Blur.Zip(ort.Blur), pair => Assert.Equal(pair.Second, pair.First, 0.002f));
        Assert.Contains(own.Blur, radius => radius > 0);
    }

    [Fact]
    public void Own_IsWhatAModelOfBandsRunsOn()
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var bands = Models.Find("bands");
        using var planes = new LivePlanes(bands, new FrameSize(64, 64), LiveArchitecture.Bands, threads: 1);
        using var network = ConvolutionNetwork.TryBuild(() => planes.Build(OnnxGraph.OfConvolutions(bands)), out var fallbackReason);

        Assert.NotNull(network);
        Assert.Null(fallbackReason);
    }

    [Fact]
    public void Own_IsWhatBothStagesOfARefinedModelRunOn()
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        using var session = Models.Session(new FrameSize(64, 48), model: "refined");

        Assert.Equal(LiveArchitecture.Refined, Assert.IsType<EngineDeblurSession>(session).Architecture);
    }

    [Theory]
    [InlineData(3, 1, 1, 32, 48, 37, 29)] // Winograd
    [InlineData(3, 1, 1, 96, 96, 80, 45)]
    [InlineData(3, 1, 1, 64, 12, 5, 4)]
    [InlineData(3, 1, 1, 7, 5, 11, 9)] // by rows, channels that fill no vector
    [InlineData(5, 2, 2, 1, 16, 40, 30)]
    [InlineData(3, 2, 1, 16, 32, 33, 31)]
    [InlineData(1, 1, 0, 96, 192, 17, 3)]
    [InlineData(3, 1, 1, 16, 12, 30, 7)] // a vector reaches into the next pixel
    [InlineData(6, 2, 2, 4, 16, 22, 18)]
    public void Convolution_OfEachKind_IsTheSumThatItStandsFor(int window, int stride, int padding, int inputs, int outputs, int width, int height)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var random = new Random(1);
        var kernel = new ConvolutionKernel(Noise(outputs * inputs * window * window).ToArray(), outputs, inputs, window, stride, padding);
        using var input = new FeatureMap(new FeatureSize(width, height, inputs));
        for (var y = 0; y < height; y++)
            Noise(width * inputs).ToArray().CopyTo(input.RowSpan(y));
        using var added = new FeatureMap(new FeatureSize(kernel.SizeOf(width), kernel.SizeOf(height), outputs));
        for (var y = 0; y < added.Height; y++)
            Noise(added.Width * outputs).ToArray().CopyTo(added.RowSpan(y));
        var bias = Noise(outputs + 64).ToArray();
        var epilogue = new Epilogue(bias, added, LowerBound: 0);
        using var workers = new RowWorkers(2, 1);
        using var rows = WinogradOperator.Supports(kernel) ? null : new ConvolutionOperator(input.Size, kernel, epilogue);
        using MapOperator made = rows is null ? new WinogradOperator(input, kernel, epilogue, 2) : new FusedOperator(input, [rows], 2);

        workers.Run([made]);

        for (var y = 0; y < made.Output.Height; y++)
        {
            for (var x = 0; x < made.Output.Width; x++)
            {
                for (var o = 0; o < outputs; o++)
                {
                    var sum = (double)bias[o] + added.RowSpan(y)[(x * outputs) + o];
                    for (var v = 0; v < window; v++)
                    {
                        for (var u = 0; u < window; u++)
                        {
                            var (iy, ix) = ((y * stride) - padding + v, (x * stride) - padding + u);
                            if (iy < 0 || iy >= height || ix < 0 || ix >= width)
                                continue;
                            for (var i = 0; i < inputs; i++)
                                sum += kernel[o, i, v, u] * (double)input.RowSpan(iy)[(ix * inputs) + i];
                        }
                    }
                    Assert.Equal(Math.Max(0, sum), made.Output.RowSpan(y)[(x * outputs) + o], 2e-3);
                }
            }
        }

        IEnumerable<float> Noise(int count) => Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1));
    }

    private static (byte[] Sharp, float[] Blur) Run(int width, int height, bool ortBackbone)
    {
        using var session = DeblurSessions.Create(Models.Find("bands"), new FrameSize(width, height), new DeblurOptions { Provider = ExecutionProvider.Cpu, OrtBackbone = ortBackbone });
        using var frame = new SingleFrame(session);
        new Random(1).NextBytes(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Draft.ToArray(), frame.Blur.DraftValues.ToArray());
    }
}
