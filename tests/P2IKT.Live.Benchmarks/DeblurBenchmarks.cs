using BenchmarkDotNet.Attributes;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Benchmarks;

/// <summary>One frame through the network: everything in one ONNX Runtime graph against the backbone there and the rest fused.</summary>
[MemoryDiagnoser]
public class DeblurBenchmarks
{
    private DeblurSession? _session;
    private FramePool? _frames;
    private FramePool? _maps;
    private Frame? _source;
    private Frame? _sharp;
    private Frame? _blur;

    [Params("640x360", "1024x680", "1280x720", "1920x1080")]
    public string Size { get; set; } = "";

    [GlobalSetup(Target = nameof(WholeGraph))]
    public void SetUpWholeGraph() => SetUp(wholeGraph: true);

    [GlobalSetup(Target = nameof(Fused))]
    public void SetUpFused() => SetUp(wholeGraph: false);

    [Benchmark(Baseline = true)]
    public void WholeGraph() => _session!.Run(_source!, _sharp!, _blur!);

    [Benchmark]
    public void Fused() => _session!.Run(_source!, _sharp!, _blur!);

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (var made in (IDisposable?[])[_source, _sharp, _blur, _frames, _maps, _session])
            made?.Dispose();
    }

    private void SetUp(bool wholeGraph)
    {
        if (!FrameSize.TryParse(Size, out var size))
            throw new FormatException(Size);
        var model = new ModelCatalog(Path.Combine(AppContext.BaseDirectory, "models")).Find(ModelCatalog.Default);
        _session = DeblurSession.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = wholeGraph });
        _frames = new FramePool(size, 2);
        _maps = new FramePool(_session.BlurSize, 1, PixelFormat.Float32);
        _ = _frames.TryRent(out _source) & _frames.TryRent(out _sharp) & _maps.TryRent(out _blur);
        new Random(1).NextBytes(_source!.Draft);
        _source.Publish(0, 0);
    }
}
