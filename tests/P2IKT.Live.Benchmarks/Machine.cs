using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private static readonly TimeSpan Awake = TimeSpan.FromMilliseconds(20);

    /// <summary>Processor, cores, registers, operating system and runtime in one line.</summary>
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}";

    /// <summary>
    /// Keeps all cores busy for a moment: beside a camera they are, and a machine that was asleep, a virtual one above all, needs
    /// milliseconds to be itself again, which are nobody's merit or fault.
    /// </summary>
    public static void Wake() => Parallel.For(0, Environment.ProcessorCount, _ =>
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Awake;)
            Thread.SpinWait(100);
    });

    private static string Processor()
    {
        const string List = "/proc/cpuinfo";
        var line = File.Exists(List) ? File.ReadLines(List).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
