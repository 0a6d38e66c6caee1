using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// The parts of the CPU path one by one: the pyramid before the network, every operator, the weighting of the bands after it.
/// </summary>
internal static class DeblurParts
{
    public static void Run(int rounds, string name)
    {
        foreach (var size in BenchmarkSizes.All)
            Measure(ModelCatalog.Standard.Find(name), size, rounds);
    }

    private static unsafe void Measure(Model model, FrameSize size, int rounds)
    {
        var architecture = model.Architecture == ModelArchitecture.Family ? LiveArchitecture.Family : LiveArchitecture.Bands;
        using var planes = new LivePlanes(model, size, architecture, Environment.ProcessorCount);
        using var owned = new OwnedResources();
        string[] outputs = architecture.HasResidual ? ["coefficients", "blur", "confidence", LivePlanes.Rest] : ["coefficients", "blur"];
        var builder = new NetworkBuilder(OnnxGraph.OfConvolutions(model), outputs.ToHashSet(), planes.Workers.Count, owned);
        builder.Build([.. architecture.Inputs.Select(input => new NetworkInput(input.Name, input.Make(planes)))]);
        Operator[] together = [.. builder.Operators];
        var (source, sharp) = (GC.AllocateArray<byte>((int)(3 * size.Pixels), pinned: true), GC.AllocateArray<byte>((int)(3 * size.Pixels), pinned: true));
        new Random(1).NextBytes(source);
        nint from, to;
        fixed (byte* a = source, b = sharp)
            (from, to) = ((nint)a, (nint)b);

        Console.WriteLine($"{model.Name} {model.Version}, {size}, best / median of {rounds} in ms");
        Print("luma pyramid", rounds, () => planes.Pyramid.Analyse(from));
        if (planes.Colours is { } colours)
            Print("detail of the colours", rounds, () => colours.Analyse(from));
        foreach (var step in builder.Operators)
        {
            Operator[] alone = [step];
            Print($"  {step.GetType().Name} to {step.Output.Width}x{step.Output.Height}x{step.Output.Channels}", rounds, () => planes.Workers.Run(alone));
        }
        Print("all operators, one after another", rounds, () => planes.Workers.Run(together));
        if (planes.Residual is not { } residual)
        {
            Print("weighting the bands", rounds, () => planes.Weighting.Apply(from, to));
            return;
        }
        var sum = new ResidualSum(size, residual, planes.Pyramid.Gain, builder.Maps[LivePlanes.Rest], planes.Workers);
        Print("weighting the bands", rounds, () => planes.Weighting.Apply(residual));
        Print("the sum of both residuals", rounds, () => sum.Write(from, to));
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var frame = new SingleFrame(session);
        source.CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        Print("all of them, as one session", rounds, () => session.Run(frame.Source, frame.Sharp, frame.Blur));
    }

    private static void Print(string what, int rounds, Action part)
    {
        var timing = Timing.Of(rounds, part);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {timing.BestMs:0.00} / {timing.MedianMs:0.00}"));
    }
}
