using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Operators;

/// <summary>
/// Where ONNX Runtime spends its time, by type of operator, as its own profiler tells: in the whole graph, which is what one would run
/// at first, and in the coefficient graph, which is all that is left of it where the rest is fused.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- operators [rounds] [size ...]</c>; profiling itself costs a few per
/// cent.
/// </remarks>
internal static class OperatorReport
{
    private const int WarmUpRuns = 3;

    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        var model = ModelCatalog.Standard.Find(ModelCatalog.Default);
        Console.WriteLine($"{Machine.Describe()}; {model.Name} {model.Version}; medians of {rounds} rounds");
        foreach (var size in sizes)
        {
            Print($"{size}, whole graph", rounds, model.Path, size, () => OrtValue.CreateTensorValueFromMemory(Noise(size), [1, size.Height, size.Width, 3]));
            if (model.CoefficientsPath is not { } coefficients)
                continue;
            var padded = new FrameSize(LumaPyramid.Pad(size.Width), LumaPyramid.Pad(size.Height));
            Print($"{size}, coefficient graph", rounds, coefficients, padded, () => OrtValue.CreateTensorValueFromMemory(Detail(padded), [1, 1, padded.Height, padded.Width]));
        }
    }

    private static void Print(string what, int rounds, string graph, FrameSize size, Func<OrtValue> input)
    {
        var trace = Profile(rounds, graph, size, input);
        var (total, operators) = (trace.RunMs, trace.Operators);
        Console.WriteLine($"\n{what}\n\n| operator | count | ms | share |\n| --- | --- | --- | --- |");
        foreach (var (type, count, ms) in operators)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {type} | {count} | {Timing.Text(ms)} | {ms / total:0.0 %} |"));
        var between = Math.Max(0, total - operators.Sum(static type => type.Ms));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| between operators | | {Timing.Text(between)} | {between / total:0.0 %} |\n| a whole run | {operators.Sum(static type => type.Count)} | {Timing.Text(total)} | |"));
    }

    private static ProfileTrace Profile(int rounds, string graph, FrameSize size, Func<OrtValue> input)
    {
        var folder = Directory.CreateTempSubdirectory("p2ikt-operators-").FullName;
        try
        {
            using var settings = Settings(size, Path.Combine(folder, "trace"));
            using var session = new InferenceSession(graph, settings);
            using var run = new RunOptions();
            using var value = input();
            string[] outputs = [.. session.OutputNames.Where(name => name is "sharp" or "blur" || (name == "coefficients" && !session.OutputNames.Contains("sharp")))];
            for (var round = 0; round < rounds + WarmUpRuns; round++)
                session.Run(run, session.InputNames, [value], outputs).Dispose();
            return new ProfileTrace(session.EndProfiling(), WarmUpRuns);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As the program's own sessions on a CPU, but profiled.</summary>
    private static SessionOptions Settings(FrameSize size, string trace)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = new DeblurOptions().Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            ProfileOutputPathPrefix = trace, // before the next, or another file lies in the current folder
            EnableProfiling = true,
        };
        settings.AddFreeDimensionOverrideByName("H", size.Height);
        settings.AddFreeDimensionOverrideByName("W", size.Width);
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }

    private static byte[] Noise(FrameSize size)
    {
        var bgr = new byte[3 * size.Pixels];
        new Random(1).NextBytes(bgr);
        return bgr;
    }

    private static float[] Detail(FrameSize size)
    {
        var random = new Random(1);
        var luma = new float[size.Pixels];
        foreach (ref var value in luma.AsSpan())
            value = (2 * random.NextSingle()) - 1;
        return luma;
    }
}
