using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// The deblur stage beside its floor and beside what one would write first, on the same frames, turn by turn in one run: the usual loop
/// around ONNX Runtime (a new tensor for each frame, no binding, results copied out), the backbone in ONNX Runtime, and the same network
/// in PyTorch.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- compare [rounds] [DATASET]</c>. PyTorch takes part where
/// <c>/usr/bin/python3</c> has it. Medians, and a ratio is the median of what it was in each round: a machine's slow seconds are in both.
/// With a dataset, the gain of each way is measured, too.
/// </remarks>
internal static class Comparison
{
    private const int WarmUpRounds = 2, WarmUpFrames = 30;
    private const int Rows = 9, FramesOfRow = 10; // of ours one behind another, and of the floor, without the others between

    public static void Run(int rounds, string? dataset)
    {
        var model = ModelCatalog.Standard.Find(ModelCatalog.Default);
        Console.WriteLine($"{Machine.Describe()}; {model.Name} {model.Version}; matrix peak {MatrixPeak.Measure():0} GFLOP/s, copy {CopyRate.Measure():0.0} GB/s; medians of {rounds} rounds in ms");
        Console.WriteLine("frame | floor | ours | backbone in ORT | usual ORT loop | PyTorch | ours / floor | ORT backbone / ours | usual / ours | PyTorch / ours | in a row | in a row / floor");
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
        var floor = new FloorWork(model, size);
        Machine.Wake();
        var (floorRow, row) = InARow(floor, ours);
        List<double> f = [], a = [], b = [], c = [], d = [];
        for (var round = 0; round < WarmUpRounds + rounds; round++)
        {
            f.Add(Turns.Take(() => Turns.Elapsed(floor.Run)));
            a.Add(Turns.Take(() => Turns.Elapsed(ours.Run)));
            b.Add(Turns.Take(() => Turns.Elapsed(backbone.Run)));
            c.Add(Turns.Take(() => Turns.Elapsed(() => UsualLoop(usual, ours.Frame))));
            d.Add(Turns.Take(() => torch?.Time() ?? double.NaN));
        }
        foreach (var times in (List<double>[])[f, a, b, c, d])
            times.RemoveRange(0, WarmUpRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size} | {Turns.Median(f):0.0} | {Turns.Median(a):0.0} | {Turns.Median(b):0.0} | {Turns.Median(c):0.0} | {Turns.Median(d):0.0} | {Turns.Ratio(a, f):0.00} | {Turns.Ratio(b, a):0.00} | {Turns.Ratio(c, a):0.0} | {Turns.Ratio(d, a):0.0} | {Turns.Median(row):0.0} | {Turns.Ratio(row, floorRow):0.00}"));
    }

    /// <summary>Medians of some frames one behind another, of the floor and of ours in turn.</summary>
    private static (List<double> Floor, List<double> Ours) InARow(FloorWork floor, Contender ours)
    {
        for (var frame = 0; frame < WarmUpFrames; frame++)
            ours.Run();
        List<double> f = [], a = [];
        for (var row = 0; row < Rows; row++)
        {
            f.Add(Turns.Median([.. Enumerable.Range(0, FramesOfRow).Select(_ => Turns.Elapsed(floor.Run))]));
            a.Add(Turns.Median([.. Enumerable.Range(0, FramesOfRow).Select(_ => Turns.Elapsed(ours.Run))]));
        }
        return (f, a);
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
}
