using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// A live architecture in the CPU engine: the convolutions run alone, mostly at reduced resolution, and all work at full resolution (what
/// they read is made before them, the bands are weighted after them) is vectorised code over rows. ONNX Runtime is slowest at such work.
/// The arithmetic is that of models/pyramid.py, refined.py and family.py.
/// </summary>
/// <remarks>
/// ONNX Runtime runs the convolutions of <see cref="LiveArchitecture.Bands"/> where the engine does not support the processor or the graph.
/// </remarks>
internal sealed class EngineDeblurSession : DeblurSession
{
    private readonly LiveArchitecture _architecture;
    private readonly LivePlanes _planes;
    private readonly ConvolutionNetwork? _network;
    private readonly ResidualSum? _sum;
    private readonly Plane? _luma; // read by ONNX Runtime
    private readonly OrtBackbone? _ort;
    private readonly OwnedResources _owned;

    private EngineDeblurSession(
        SessionRequest request, LiveArchitecture architecture, LivePlanes planes, ConvolutionNetwork? network, OwnedResources made)
        : base(request.Model, request.Size, request.Provider)
    {
        using var owned = made.Move();
        (_architecture, _planes, _network, _sum) = (architecture, planes, network, planes.Sum(network));
        if (network is null)
        {
            var finest = planes.Pyramid.Gaussians[0];
            _luma = owned.Add(new Plane(finest.Width, finest.Height));
            _ort = owned.Add(new OrtBackbone(request, _luma, planes.Weighting.Coefficients, planes.Radius));
        }
        _owned = owned.Move();
    }

    /// <summary>The architecture that it runs.</summary>
    internal LiveArchitecture Architecture => _architecture;

    /// <summary>
    /// Makes a session of a model that has its convolutions in a second file; null when neither the engine nor ONNX Runtime can run them
    /// apart.
    /// </summary>
    /// <param name="request">The model, the size, the provider and the options.</param>
    /// <param name="architecture">The model's.</param>
    /// <param name="fallbackReason">Why the engine does not run it, one clause.</param>
    /// <exception cref="DeblurException">The model cannot be read.</exception>
    public static EngineDeblurSession? TryCreate(SessionRequest request, LiveArchitecture architecture, out string? fallbackReason)
    {
        using var owned = new OwnedResources();
        fallbackReason = null;
        var planes = owned.Add(new LivePlanes(request.Model, request.Size, architecture, request.Options.Threads));
        var (model, options) = (request.Model, request.Options);
        var network = options.OrtBackbone ? null
            : ConvolutionNetwork.TryBuild(() => planes.Build(OnnxGraph.OfConvolutions(model), options.KeepsMaps), out fallbackReason);
        if (network is not null)
            owned.Add(network);
        else if (architecture.HasResidual)
            return null;
        return new EngineDeblurSession(request, architecture, planes, network, owned) { CpuFallbackReason = fallbackReason };
    }

    protected internal override void RunCore(Frame source, Frame sharp, Frame blur) => RunCore(source, sharp, blur, null);

    internal override void UpdateCore(Frame source, Frame sharp, Frame blur, PixelArea changed) =>
        RunCore(source, sharp, blur, _architecture.Inputs.Count == 1 ? changed.Grown(LumaPyramid.Reach) : null);

    private void RunCore(Frame source, Frame sharp, Frame blur, PixelArea? changed)
    {
        _planes.Pyramid.Analyse(source.Address);
        if (_network is null)
        {
            _planes.Pyramid.Normalise(_luma!);
            _ort!.Run();
        }
        else
        {
            RunNetwork(_network, source, changed);
        }
        if (_sum is null)
            _planes.Weighting.Apply(source.Address, sharp.Address);
        else
            _sum.Write(source.Address, sharp.Address);
        Crop(_planes.Radius, blur.DraftValues);
    }

    public override bool HasConfidence => _planes.Confidence is not null && _network is not null;

    protected internal override void WriteConfidence(Span<float> confidence) => Crop(_planes.Confidence!, confidence);

    protected override void AbandonCore() => _planes.Workers.Abandon();

    protected override void Dispose(bool disposing)
    {
        _planes.Workers.Dispose(); // first: the threads use the rest
        _owned.Dispose();
    }

    /// <summary>Runs the parts of the network, and before each what its input is made of.</summary>
    private void RunNetwork(ConvolutionNetwork network, Frame source, PixelArea? changed)
    {
        var hasBands = false;
        for (var part = 0; part < _architecture.Inputs.Count; part++)
        {
            var input = _architecture.Inputs[part];
            if (input.ReadsBands)
                _planes.Weighting.Apply(_planes.Residual!);
            if (input.ReadsColours)
                _planes.Colours!.Analyse(source.Address);
            hasBands |= input.ReadsBands;
            network.Run(part, changed);
        }
        if (_planes.Residual is { } residual && !hasBands)
            _planes.Weighting.Apply(residual);
    }

    /// <summary>Copies the part of a padded map that belongs to the frame.</summary>
    private void Crop(Plane padded, Span<float> map)
    {
        for (var y = 0; y < BlurSize.Height; y++)
            padded.Row(y)[..BlurSize.Width].CopyTo(map.Slice(y * BlurSize.Width, BlurSize.Width));
    }
}
