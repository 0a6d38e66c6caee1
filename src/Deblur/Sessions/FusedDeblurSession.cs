using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// The CPU path: the backbone runs alone, on reduced resolution, and all work at full resolution (normalisation before it, weighing
/// the prior's bands after it) is vectorised code over rows: elementwise operators at full resolution are what ONNX Runtime does
/// worst. The backbone is run by code of our own, or by ONNX Runtime where that is not made for the processor or the graph.
/// </summary>
internal sealed class FusedDeblurSession : DeblurSession
{
    private readonly RowWorkers _workers;
    private readonly LumaPyramid _pyramid;
    private readonly BandWeighting _weighting;
    private readonly Plane _radius;
    private readonly CoefficientBackbone? _own;
    private readonly OrtBackbone? _ort;
    private readonly Plane? _detail; // what ONNX Runtime reads

    public FusedDeblurSession(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options)
        : base(model, size, provider)
    {
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        _workers = new RowWorkers(options.Threads, width);
        try
        {
            _pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, _workers);
            _weighting = new BandWeighting(size.Width, size.Height, model.BandLimits, _pyramid, _workers);
            _radius = new Plane(width / LumaPyramid.Stride, height / LumaPyramid.Stride);
            string? fallbackReason = null;
            _own = options.OrtBackbone ? null : CoefficientBackbone.TryCreate(model, _pyramid, _workers, _weighting.Coefficients, _radius, out fallbackReason);
            CpuFallbackReason = fallbackReason;
            if (_own is null)
            {
                _detail = new Plane(width, height);
                _ort = new OrtBackbone(Open(model.CoefficientsPath!, height, width, provider, options), _detail, _weighting.Coefficients, _radius);
            }
        }
        catch
        {
            Dispose(disposing: true); // nothing else frees what lies outside the managed heap
            throw;
        }
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        _pyramid.Analyse(source.Address);
        if (_own is not null)
        {
            _own.Run();
        }
        else
        {
            _pyramid.Normalise(_detail!);
            _ort!.Run();
        }
        _weighting.Apply(source.Address, sharp.Address);
        WriteRadii(_radius, blur);
    }

    private protected override void AbandonCore() => _workers.Abandon();

    private protected override void Dispose(bool disposing)
    {
        _workers.Dispose(); // first: its threads use the rest
        _own?.Dispose();
        _ort?.Dispose();
        _pyramid?.Dispose();
        _weighting?.Dispose();
        _radius?.Dispose();
        _detail?.Dispose();
    }
}
