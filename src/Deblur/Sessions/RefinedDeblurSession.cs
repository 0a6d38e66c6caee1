using System.Reactive.Disposables;
using System.Reactive.Disposables.Fluent;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// live-hq on a CPU: as the live network, and then its second stage, which sees detail of the three colours and what the bands add,
/// and adds what they cannot. The arithmetic between and after the convolutions is that of <c>RefinedNetwork</c> (models/refined.py).
/// </summary>
internal sealed class RefinedDeblurSession : DeblurSession
{
    private readonly RowWorkers _workers;
    private readonly LumaPyramid _pyramid;
    private readonly BandWeighting _weighting;
    private readonly ColourDetail _colours;
    private readonly Plane _residual, _radius;
    private readonly RefinedBackbone _backbone;
    private readonly IDisposable _owned; // all of them
    private readonly ResidualSum _sum;

    private RefinedDeblurSession(Model model, FrameSize size, ProviderChoice provider, Parts parts, IDisposable owned)
        : base(model, size, provider)
    {
        (_workers, _pyramid, _weighting, _colours, _residual, _radius, _backbone) = parts;
        _owned = owned;
        _sum = new ResidualSum(size, _residual, _pyramid.Gain, _backbone.Rest, _workers);
    }

    /// <summary>Makes one; null when this processor, or the graph, is not provided for, and <paramref name="fallbackReason"/> says which.</summary>
    /// <exception cref="DeblurException">The model cannot be read.</exception>
    public static RefinedDeblurSession? TryCreate(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, out string? fallbackReason)
    {
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        var owned = new CompositeDisposable(); // given back in this order: the strips' threads, which use the rest, end first
        try
        {
            var workers = new RowWorkers(options.Threads, width).DisposeWith(owned);
            var pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, workers).DisposeWith(owned);
            var weighting = new BandWeighting(size.Width, size.Height, model.BandLimits, pyramid, workers).DisposeWith(owned);
            var colours = new ColourDetail(size.Width, size.Height, workers).DisposeWith(owned);
            var residual = new Plane(width, height).DisposeWith(owned);
            var radius = new Plane(width / LumaPyramid.Stride, height / LumaPyramid.Stride).DisposeWith(owned);
            var planes = new RefinementInput(colours, residual, pyramid.Gain, workers);
            if (RefinedBackbone.TryCreate(model, new LumaRows(pyramid), planes, workers, weighting.Coefficients, radius, out fallbackReason)?.DisposeWith(owned) is { } backbone)
                return new RefinedDeblurSession(model, size, provider, new Parts(workers, pyramid, weighting, colours, residual, radius, backbone), owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
        owned.Dispose();
        return null;
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        _pyramid.Analyse(source.Address);
        _backbone.RunFirst();
        _weighting.Apply(_residual);
        _colours.Analyse(source.Address);
        _backbone.RunSecond();
        _sum.Write(source.Address, sharp.Address);
        WriteRadii(_radius, blur);
    }

    private protected override void AbandonCore() => _workers.Abandon();

    private protected override void Dispose(bool disposing) => _owned.Dispose();

    private sealed record Parts(
        RowWorkers Strips, LumaPyramid Pyramid, BandWeighting Weighing, ColourDetail Colours, Plane Residual, Plane Radius, RefinedBackbone Backbone);
}
