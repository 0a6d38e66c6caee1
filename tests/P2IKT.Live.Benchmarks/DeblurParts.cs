using System.Diagnostics;
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
/// The parts of the CPU path: the pyramid before the network, every operator, the weighting of the bands after it. Each again and again,
/// with what it reads in the caches; and each in its turn of a frame, when other parts have had the caches meanwhile.
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
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var frame = new SingleFrame(session);
        new Random(1).NextBytes(frame.Source.Draft);
        frame.Source.Publish(0, 0);

        var parts = Parts(planes, builder, frame);
        var repeated = parts.ConvertAll(part => Timing.Of(rounds, part.Run).MedianMs);
        var inTurn = InTurn(parts, rounds);
        Console.WriteLine($"{model.Name} {model.Version}, {size}, median of {rounds} in ms: again and again, in its turn of a frame");
        for (var i = 0; i < parts.Count; i++)
            Print(parts[i].Name, repeated[i], inTurn[i]);
        Print("all together, and as one session", repeated.Sum(), inTurn.Sum(),
            Timing.Of(rounds, () => session.Run(frame.Source, frame.Sharp, frame.Blur)).MedianMs);
    }

    /// <summary>In the order in which a frame needs them.</summary>
    private static List<(string Name, Action Run)> Parts(LivePlanes planes, NetworkBuilder builder, SingleFrame frame)
    {
        var (source, sharp) = (frame.Source.Address, frame.Sharp.Address);
        List<(string Name, Action Run)> parts = [("luma pyramid", () => planes.Pyramid.Analyse(source))];
        if (planes.Colours is { } colours)
            parts.Add(("detail of the colours", () => colours.Analyse(source)));
        foreach (var step in builder.Operators)
        {
            Operator[] alone = [step];
            var (kind, to) = (step.GetType().Name, step.Output);
            parts.Add(($"  {kind} to {to.Width}x{to.Height}x{to.Channels}", () => planes.Workers.Run(alone)));
        }
        if (planes.Residual is not { } residual)
            return [.. parts, ("weighting the bands", () => planes.Weighting.Apply(source, sharp))];
        var sum = new ResidualSum(frame.Source.Size, residual, planes.Pyramid.Gain, builder.Maps[LivePlanes.Rest], planes.Workers);
        return [.. parts, ("weighting the bands", () => planes.Weighting.Apply(residual)), ("sum of both residuals", () => sum.Write(source, sharp))];
    }

    private static double[] InTurn(List<(string Name, Action Run)> parts, int rounds)
    {
        var times = parts.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                parts[i].Run();
                times[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        return [.. times.Select(static part => part.Order().ElementAt(part.Length / 2))];
    }

    private static void Print(string what, params ReadOnlySpan<double> times) =>
        Console.WriteLine(what.PadRight(40) + string.Concat(times.ToArray().Select(static ms => ms.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(8))));
}
