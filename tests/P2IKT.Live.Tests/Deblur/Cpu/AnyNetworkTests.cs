using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Cpu;

/// <summary>Networks of no live architecture in the CPU engine against ONNX Runtime: any that is made of the supported operators.</summary>
public sealed class AnyNetworkTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Random _random = new(1);
    private bool _isPlanar; // whether the network's input gives planar rows

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(40, 24)]
    [InlineData(19, 13)]
    public void Run_OfResidualBlocksWithPixelShuffle_GivesWhatOnnxRuntimeGives(int width, int height)
    {
        var net = Begin();
        Conv(net, "x", "a", 4, 32, 3, relu: true);
        Conv(net, "a", "b", 32, 32, 3, relu: true); // Winograd
        Conv(net, "b", "c", 32, 32, 3);
        net.Node("Add", ["a", "c"], "block"); // read twice: no epilogue can take it along
        net.Node("Relu", ["block"], "d");
        Conv(net, "block", "e", 32, 12, 1); // 3 channels of blocks of 2x2: they fill no register tile
        net.Node("DepthToSpace", ["e"], "up", ("blocksize", 2L), ("mode", "CRD"));
        Conv(net, "up", "y", 3, 3, 3);
        Compare(net, width, height, ("y", new FeatureSize(2 * width, 2 * height, 3)), ("d", new FeatureSize(width, height, 32)));
    }

    [Fact]
    public void Run_OfAUNetWithConcatenations_GivesWhatOnnxRuntimeGives()
    {
        var net = Begin();
        Conv(net, "x", "a", 4, 16, 3, relu: true);
        Conv(net, "a", "down", 16, 32, 3, stride: 2, relu: true);
        Conv(net, "down", "deep", 32, 64, 1, relu: true);
        net.Node("DepthToSpace", ["deep"], "up", ("blocksize", 2L), ("mode", "DCR"));
        net.Node("Concat", ["up", "a", "x"], "joined", ("axis", 1L)); // three maps
        net.Node("Sigmoid", ["joined"], "gate");
        Conv(net, "gate", "y", 36, 8, 3);
        Compare(net, 32, 16, ("y", new FeatureSize(32, 16, 8)), ("a", new FeatureSize(32, 16, 16)));
    }

    [Theory]
    [InlineData(1, 3, 8, 61, 19)]
    [InlineData(1, 3, 24, 96, 5)]
    [InlineData(1, 1, 16, 7, 4)]
    [InlineData(1, 5, 8, 49, 6)]
    [InlineData(2, 3, 8, 48, 10)] // not planar: their channels are put side by side
    [InlineData(1, 3, 12, 50, 7)]
    public void Run_OnPlanarRows_GivesWhatOnnxRuntimeGives(int stride, int window, int outputs, int width, int height)
    {
        _isPlanar = true;
        var net = Begin();
        Conv(net, "x", "a", 4, outputs, window, stride, relu: true);
        Conv(net, "a", "y", outputs, 8, 3);
        Compare(net, width, height, ("y", new FeatureSize((width + stride - 1) / stride, (height + stride - 1) / stride, 8)));
    }

    [Fact]
    public void Run_OnPlanarRowsThatTwoOperatorsRead_GivesWhatOnnxRuntimeGives()
    {
        _isPlanar = true;
        var net = Begin();
        Conv(net, "x", "a", 4, 8, 3);
        net.Node("Sigmoid", ["x"], "gate");
        net.Node("Concat", ["a", "gate"], "y", ("axis", 1L));
        Compare(net, 53, 9, ("y", new FeatureSize(53, 9, 12)));
    }

    [Fact]
    public void Build_OfAnOperatorThatItLacks_SaysWhich()
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        Begin().Node("Erf", ["x"], "y").Output("y", bytes: false, 1L, 4L, "H", "W").Save(_file);
        using var workers = new RowWorkers(1, 8);
        var network = ConvolutionNetwork.TryBuild(() => Build(8, 8, workers, ("y", new FeatureSize(8, 8, 4))), out var reason);

        Assert.Null(network);
        Assert.Contains("Erf", reason, StringComparison.Ordinal);
    }

    private static OnnxBuilder Begin() => new OnnxBuilder().Input("x", bytes: false, 1L, 4L, "H", "W");

    private void Conv(OnnxBuilder net, string from, string to, int inputs, int outputs, int window, int stride = 1, bool relu = false)
    {
        var pad = (long)(window / 2);
        var size = 1 / MathF.Sqrt(inputs * window * window);
        net.Constant($"{to}.w", [outputs, inputs, window, window], Noise(outputs * inputs * window * window, size)).Constant($"{to}.b", [outputs], Noise(outputs, 0.1f));
        net.Node("Conv", [from, $"{to}.w", $"{to}.b"], relu ? $"{to}.sum" : to, ("strides", new long[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }));
        if (relu)
            net.Node("Relu", [$"{to}.sum"], to);
    }

    private float[] Noise(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * ((2 * _random.NextSingle()) - 1))];

    private void Compare(OnnxBuilder net, int width, int height, params (string Name, FeatureSize Size)[] outputs)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        foreach (var (name, _) in outputs)
            net.Output(name, bytes: false, 1L, "c" + name, "h" + name, "w" + name);
        net.Save(_file);
        var values = Noise(4 * width * height, 1);
        using var workers = new RowWorkers(2, width);
        using var network = ConvolutionNetwork.TryBuild(() => Build(width, height, workers, outputs, values, keepsMaps: true), out var reason);
        Assert.Null(reason);
        network!.Run();

        using var session = new InferenceSession(_file);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 4, height, width]);
        using var results = session.Run(run, ["x"], [input], [.. outputs.Select(output => output.Name)]);
        foreach (var ((name, size), result) in outputs.Zip(results))
        {
            var expected = result.GetTensorDataAsSpan<float>();
            var map = network.Output(name);
            Assert.Equal(expected.Length, size.Width * size.Height * size.Channels);
            for (var y = 0; y < size.Height; y++)
            {
                for (var i = 0; i < size.Width * size.Channels; i++)
                {
                    var (x, c) = (i / size.Channels, i % size.Channels);
                    Assert.Equal(expected[(((c * size.Height) + y) * size.Width) + x], map.RowSpan(y)[i], 1e-4f);
                }
            }
        }
        CompareUpdates(network, width, height, outputs, values, workers);
    }

    /// <summary>What a network makes of a changed part of its input, beside one that makes everything, in memory that its maps share.</summary>
    private void CompareUpdates(
        ConvolutionNetwork updated, int width, int height, (string Name, FeatureSize Size)[] outputs, float[] values, RowWorkers workers)
    {
        using var whole = Build(width, height, workers, outputs, values);
        for (var round = 0; round < 12; round++)
        {
            var (left, top) = (_random.Next(width), _random.Next(height));
            var changed = new PixelArea(left, top, _random.Next(left, Math.Min(width, left + 9)), _random.Next(top, Math.Min(height, top + 9)));
            for (var y = changed.Top; y < changed.Bottom; y++)
            {
                for (var x = changed.Left; x < changed.Right; x++)
                {
                    for (var c = 0; c < 4; c++)
                        values[(((c * height) + y) * width) + x] = (2 * _random.NextSingle()) - 1;
                }
            }
            updated.Run(0, changed);
            whole.Run();
            foreach (var (name, size) in outputs)
            {
                for (var y = 0; y < size.Height; y++)
                    Assert.Equal(whole.Output(name).RowSpan(y).ToArray(), updated.Output(name).RowSpan(y).ToArray());
            }
        }
    }

    private ConvolutionNetwork Build(int width, int height, RowWorkers workers, (string Name, FeatureSize Size) output) =>
        Build(width, height, workers, [output], new float[4 * width * height]);

    private ConvolutionNetwork Build(
        int width, int height, RowWorkers workers, (string Name, FeatureSize Size)[] outputs, float[] values, bool keepsMaps = false) => new(
        OnnxGraph.Read(_file),
        [new NetworkInput("x", new Planes(values, new FeatureSize(width, height, 4), _isPlanar))],
        [.. outputs.Select(output => new NetworkOutput(output.Name, output.Size))],
        workers,
        keepsMaps);

    /// <summary>Planes of values, one channel behind another, as an input.</summary>
    private sealed unsafe class Planes(float[] values, FeatureSize size, bool isPlanar) : RowOperator
    {
        public override FeatureSize Size => size;

        public override bool IsPlanar => isPlanar;

        public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
        {
            for (var c = 0; c < size.Channels; c++)
            {
                for (var x = 0; x < size.Width; x++)
                    *(isPlanar ? to.PlaneRow(y, c) + x : to.Row(y) + (x * size.Channels) + c) = values[(((c * size.Height) + y) * size.Width) + x];
            }
        }
    }
}
