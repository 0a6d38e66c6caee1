using BenchmarkDotNet.Attributes;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>One frame through the network: everything in one ONNX Runtime graph against the backbone there and the rest fused.</summary>
[MemoryDiagnoser]
public class DeblurBenchmarks
{
    private DeblurSession? _session;
    private SingleFrame? _frame;

    [Params("640x360", "1024x680", "1280x720", "1920x1080")]
    public string Size { get; set; } = "";

    [GlobalSetup(Target = nameof(WholeGraph))]
    public void SetUpWholeGraph() => SetUp(wholeGraph: true);

    [GlobalSetup(Target = nameof(Fused))]
    public void SetUpFused() => SetUp(wholeGraph: false);

    [Benchmark(Baseline = true)]
    public void WholeGraph() => Run();

    [Benchmark]
    public void Fused() => Run();

    [GlobalCleanup]
    public void CleanUp()
    {
        _frame?.Dispose();
        _session?.Dispose();
    }

    private void Run() => _session!.Run(_frame!.Source, _frame.Sharp, _frame.Blur);

    private void SetUp(bool wholeGraph)
    {
        if (!FrameSize.TryParse(Size, out var size))
            throw new FormatException(Size);
        var model = new ModelCatalog(Path.Combine(AppContext.BaseDirectory, "models")).Find(ModelCatalog.Default);
        _session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = wholeGraph });
        _frame = new SingleFrame(_session);
        new Random(1).NextBytes(_frame.Source.Draft);
        _frame.Source.Publish(0, 0);
    }
}
