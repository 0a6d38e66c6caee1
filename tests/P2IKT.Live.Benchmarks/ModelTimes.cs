using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// What a frame takes with each model of the folder (P2IKT_MODELS names another one): its floor, our own code, and the whole graph in ONNX
/// Runtime. All of them take turns on frames of the same noise.
/// </summary>
internal static class ModelTimes
{
    private const int WarmUpRounds = 2;

    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        Model[] models = [.. ModelCatalog.Standard.Files.Select(ModelFile.Load)];
        Console.WriteLine($"{Machine.Describe()}; best / median of {rounds} rounds in ms; a ratio is the median of those of all rounds");
        Console.WriteLine("frame | model | MACs a pixel | floor | ours | whole graph | ours / floor | whole graph / ours | ours / ours of the first");
        foreach (var size in sizes)
            Measure(models, size, rounds);
    }

    private static void Measure(Model[] models, FrameSize size, int rounds)
    {
        var ours = models.Select(model => new Contender(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu })).ToList();
        var graphs = models.Select(model => new Contender(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = true })).ToList();
        var floors = models.Select(model => new FloorWork(model, size)).ToList();
        var times = models.Select(static _ => (Floor: new List<double>(), Ours: new List<double>(), Graph: new List<double>())).ToList();
        try
        {
            for (var round = -WarmUpRounds; round < rounds; round++)
            {
                for (var i = 0; i < models.Length; i++)
                {
                    var turn = i;
                    var (floor, own, graph) = (Time(floors[turn].Run), Time(ours[turn].Run), Time(graphs[turn].Run));
                    if (round < 0)
                        continue;
                    times[turn].Floor.Add(floor);
                    times[turn].Ours.Add(own);
                    times[turn].Graph.Add(graph);
                }
            }
        }
        finally
        {
            foreach (var contender in ours.Concat(graphs))
                contender.Dispose();
        }
        foreach (var (model, (floor, own, graph)) in models.Zip(times))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{size} | {model.Name} {model.Version} | {model.MacsPerPixel:0} | {Both(floor)} | {Both(own)} | {Both(graph)} | {Turns.Ratio(own, floor):0.00} | {Turns.Ratio(graph, own):0.00} | {Turns.Ratio(own, times[0].Ours):0.00}"));
        }
    }

    private static double Time(Action run) => Turns.Take(() => Turns.Elapsed(run));

    private static string Both(List<double> times) => string.Create(CultureInfo.InvariantCulture, $"{times.Min():0.0} / {Turns.Median(times):0.0}");
}
