using System.Globalization;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>The parts of the CPU path one by one: the pyramid before the network, every layer, the weighing of the bands after it.</summary>
internal static class DeblurParts
{
    public static void Run(int rounds)
    {
        foreach (var size in BenchmarkSizes.All)
            Measure(size, rounds);
    }

    private static unsafe void Measure(FrameSize size, int rounds)
    {
        var model = ModelCatalog.Standard.Find(ModelCatalog.Default);
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        using var workers = new RowWorkers(Environment.ProcessorCount, width);
        var pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, workers);
        var weighting = new BandWeighting(size.Width, size.Height, model.BandLimits, pyramid, workers);
        List<Layer> layers = [];
        new BackboneBuilder(model.Convolutions!, workers.Count).Build(new Dictionary<string, RowOperation> { ["luma"] = new LumaRows(pyramid) }, layers);
        SharedStep[] together = [.. layers];
        var (source, sharp) = (GC.AllocateArray<byte>((int)(3 * size.Pixels), pinned: true), GC.AllocateArray<byte>((int)(3 * size.Pixels), pinned: true));
        new Random(1).NextBytes(source);
        nint from, to;
        fixed (byte* a = source, b = sharp)
            (from, to) = ((nint)a, (nint)b);

        Console.WriteLine($"{size}, best / median of {rounds} in ms");
        Print("luma pyramid", rounds, () => pyramid.Analyse(from));
        foreach (var layer in layers)
        {
            SharedStep[] alone = [layer];
            Print($"  {layer.GetType().Name} to {layer.Output.Width}x{layer.Output.Height}x{layer.Output.Channels}", rounds, () => workers.Run(alone));
        }
        Print("all layers, one after another", rounds, () => workers.Run(together));
        Print("weighing the bands", rounds, () => weighting.Apply(from, to));
        layers.ForEach(layer => layer.Dispose());
    }

    private static void Print(string what, int rounds, Action part)
    {
        var timing = Timing.Of(rounds, part);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {timing.BestMs:0.00} / {timing.MedianMs:0.00}"));
    }
}
