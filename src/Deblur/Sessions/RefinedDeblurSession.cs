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
/// and adds what they cannot. The arithmetic between and after the convolutions is that of <c>RefinedNetwork</c> in training/refined.py.
/// </summary>
internal sealed class RefinedDeblurSession : DeblurSession
{
    private readonly Strips _strips;
    private readonly LumaPyramid _pyramid;
    private readonly BandWeighing _weighing;
    private readonly ColourDetail _colours;
    private readonly Plane _residual, _radius;
    private readonly RefinedBackbone _backbone;
    private readonly IDisposable _owned; // all of them
    private readonly ResidualSum _sum;

    private RefinedDeblurSession(Model model, FrameSize size, ProviderChoice provider, Parts parts, IDisposable owned)
        : base(model, size, provider)
    {
        (_strips, _pyramid, _weighing, _colours, _residual, _radius, _backbone) = parts;
        _owned = owned;
        _sum = new ResidualSum(size, _residual, _pyramid.Gain, _backbone.Rest, _strips);
    }

    /// <summary>Makes one; null when this processor, or the graph, is not provided for, and <paramref name="fallbackReason"/> says which.</summary>
    /// <exception cref="DeblurException">The model cannot be read.</exception>
    public static RefinedDeblurSession? TryCreate(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, out string? fallbackReason)
    {
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        var owned = new CompositeDisposable(); // given back in this order: the strips' threads, which use the rest, end first
        try
        {
            var strips = new Strips(options.Threads, width).DisposeWith(owned);
            var pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, strips).DisposeWith(owned);
            var weighing = new BandWeighing(size.Width, size.Height, model.BandLimits, pyramid, strips).DisposeWith(owned);
            var colours = new ColourDetail(size.Width, size.Height, strips).DisposeWith(owned);
            var residual = new Plane(width, height).DisposeWith(owned);
            var radius = new Plane(width / LumaPyramid.Stride, height / LumaPyramid.Stride).DisposeWith(owned);
            var planes = new DetailPlanes(colours, residual, pyramid.Gain, strips);
            if (RefinedBackbone.TryCreate(model, new LumaRows(pyramid), planes, strips, weighing.Coefficients, radius, out fallbackReason)?.DisposeWith(owned) is { } backbone)
                return new RefinedDeblurSession(model, size, provider, new Parts(strips, pyramid, weighing, colours, residual, radius, backbone), owned);
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
        _weighing.Apply(_residual);
        _colours.Analyse(source.Address);
        _backbone.RunSecond();
        _sum.Write(source.Address, sharp.Address);
        WriteRadii(_radius, blur);
    }

    private protected override void AbandonCore() => _strips.Abandon();

    private protected override void Dispose(bool disposing) => _owned.Dispose();

    private sealed record Parts(
        Strips Strips, LumaPyramid Pyramid, BandWeighing Weighing, ColourDetail Colours, Plane Residual, Plane Radius, RefinedBackbone Backbone);
}
