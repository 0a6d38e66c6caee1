using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// The deblur stage beside what one would write first, on the same frames, turn by turn in one run: the usual loop around ONNX Runtime
/// (a new tensor for each frame, no binding, results copied out), the backbone in ONNX Runtime, and the same network in PyTorch.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- compare [rounds] [DATASET]</c>. PyTorch takes part where
/// <c>/usr/bin/python3</c> has it. Medians; the machine's noise is in all of them alike. With a dataset, the gain of each way is measured, too.
/// </remarks>
internal static class Comparison
{
    private const int InARow = 90; // frames of ours one behind another, without the others between; the first third warms up

    private static readonly TimeSpan SpinningOf = TimeSpan.FromMilliseconds(50);

    public static void Run(int rounds, string? dataset)
    {
        var model = ModelCatalog.Standard.Find(ModelCatalog.Default);
        Console.WriteLine($"{Machine.Describe()}; {model.Name} {model.Version}; matrix peak {MatrixPeak.Measure():0} GFLOP/s, copy {CopyRate.Measure():0.0} GB/s; medians of {rounds} rounds in ms");
        Console.WriteLine("frame | ours | backbone in ORT | usual ORT loop | PyTorch | ORT backbone / ours | usual / ours | PyTorch / ours | floor | ours / floor | in a row | in a row / floor");
        foreach (var size in BenchmarkSizes.All)
            Compare(model, size, rounds);
        if (dataset is not null)
            Gains.Print(model, dataset);
    }

    private static void Compare(Model model, FrameSize size, int rounds)
    {
        using var ours = new Contender(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var backbone = new Contender(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, OrtBackbone = true });
        using var usual = new InferenceSession(model.Path);
        using var torch = TorchProcess.TryStart(size);
        List<double> a = [], b = [], c = [], d = [];
        Machine.Wake();
        var (peak, copy) = (MatrixPeak.Measure(), CopyRate.Measure());
        var row = Enumerable.Range(0, InARow).Select(_ => Elapsed(ours.Run)).Skip(InARow / 3).ToList();
        for (var round = 0; round < rounds + 2; round++)
        {
            a.Add(Time(ours.Run));
            b.Add(Time(backbone.Run));
            c.Add(Time(() => UsualLoop(usual, ours.Frame)));
            Thread.Sleep(SpinningOf);
            Machine.Wake();
            if (torch is not null)
                d.Add(torch.Time());
        }
        var (own, ort, loop, pytorch, inARow) = (Median(a), Median(b), Median(c), torch is null ? double.NaN : Median(d), Median(row));
        // The machine has slow minutes: what it gave at its better end of the measurement counts.
        (peak, copy) = (Math.Max(peak, MatrixPeak.Measure()), Math.Max(copy, CopyRate.Measure()));
        // What the arithmetic takes at the matrix peak, and reading the frame and writing the result at the copy rate (6 bytes a pixel).
        var floor = (2.0 * model.MacsPerPixel * size.Pixels / peak / 1e6) + (6.0 * size.Pixels / copy / 1e6);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size} | {own:0.0} | {ort:0.0} | {loop:0.0} | {pytorch:0.0} | {ort / own:0.00} | {loop / own:0.0} | {pytorch / own:0.0} | {floor:0.0} | {own / floor:0.00} | {inARow:0.0} | {inARow / floor:0.00}"));
    }

    /// <summary>As in the tutorials.</summary>
    private static byte[] UsualLoop(InferenceSession session, Frame frame)
    {
        var tensor = new DenseTensor<byte>([1, frame.Size.Height, frame.Size.Width, 3]);
        for (var y = 0; y < frame.Size.Height; y++)
        {
            for (var x = 0; x < frame.Size.Width; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                    tensor[0, y, x, channel] = frame.Pixels[(y * frame.Stride) + (3 * x) + channel];
            }
        }
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("frame", tensor)], ["sharp", "blur"]);
        return [.. results.First(r => r.Name == "sharp").AsTensor<byte>()];
    }

    private static double Time(Action action)
    {
        Thread.Sleep(SpinningOf); // the threads of the one before spin for a while, waiting for more: not at the cost of the next
        Machine.Wake();
        return Elapsed(action);
    }

    private static double Elapsed(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Without the first two, which pay for warming up.</summary>
    private static double Median(List<double> times) => times.Skip(2).Order().ElementAt((times.Count - 2) / 2);

    private sealed class Contender : IDisposable
    {
        private readonly DeblurSession _session;
        private readonly SingleFrame _buffers;

        public Contender(Model model, FrameSize size, DeblurOptions options)
        {
            _session = DeblurSession.Create(model, size, options);
            _buffers = new SingleFrame(_session);
            new Random(1).NextBytes(_buffers.Source.Draft);
            _buffers.Source.Publish(0, 0);
        }

        public Frame Frame => _buffers.Source;

        public void Run() => _session.Run(_buffers.Source, _buffers.Sharp, _buffers.Blur);

        public void Dispose()
        {
            _buffers.Dispose();
            _session.Dispose();
        }
    }
}
