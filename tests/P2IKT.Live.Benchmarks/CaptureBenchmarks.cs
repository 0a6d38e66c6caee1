using BenchmarkDotNet.Attributes;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;

namespace P2IKT.Live.Benchmarks;

/// <summary>A hundred frames of the test scene, unpaced: what the source takes from the cores that the network wants.</summary>
[MemoryDiagnoser]
public class CaptureBenchmarks
{
    private const int Frames = 100;

    [Params("640x360", "1280x720")]
    public string Size { get; set; } = "";

    [Benchmark(OperationsPerInvoke = Frames)]
    public async Task TestScene()
    {
        await using var source = FrameSources.Open($"test:?size={Size}&frames={Frames}", new SourceOptions { Pace = false });
        source.Start();
        await source.Ended;
    }
}
