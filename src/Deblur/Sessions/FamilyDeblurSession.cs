using System.Reactive.Disposables;
using System.Reactive.Disposables.Fluent;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// The live family on a CPU: one U-Net sees the detail of the three colours, and gives the coefficients of the prior's bands and what is
/// added to them. All work at full resolution is vectorised code over rows. The arithmetic is that of models/family.py.
/// </summary>
internal sealed class FamilyDeblurSession : DeblurSession
{
    private readonly RowWorkers _workers;
    private readonly LumaPyramid _pyramid;
    private readonly BandWeighting _weighting;
    private readonly ColourDetail _colours;
    private readonly Plane _residual, _radius;
    private readonly FamilyBackbone _backbone;
    private readonly ResidualSum _sum;
    private readonly IDisposable _owned; // all of them, and the threads that use them

    private FamilyDeblurSession(Model model, FrameSize size, ProviderChoice provider, Parts parts, RowWorkers workers, IDisposable owned)
        : base(model, size, provider)
    {
        (_pyramid, _weighting, _colours, _residual, _radius, _backbone) = parts;
        (_workers, _owned) = (workers, owned);
        _sum = new ResidualSum(size, _residual, _pyramid.Gain, _backbone.Rest, workers);
    }

    /// <summary>Makes a session; null when this processor, or the graph, is not supported, and <paramref name="fallbackReason"/> says which.</summary>
    /// <exception cref="DeblurException">The model cannot be read.</exception>
    public static FamilyDeblurSession? TryCreate(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, out string? fallbackReason)
    {
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        int columns = width / LumaPyramid.Stride, rows = height / LumaPyramid.Stride;
        var owned = new CompositeDisposable(); // disposed in this order: the threads, which use the rest, end first
        try
        {
            var workers = new RowWorkers(options.Threads, width).DisposeWith(owned);
            var pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, workers).DisposeWith(owned);
            var weighting = new BandWeighting(size.Width, size.Height, model.BandLimits, pyramid, workers).DisposeWith(owned);
            var colours = new ColourDetail(size.Width, size.Height, workers).DisposeWith(owned);
            var residual = new Plane(width, height).DisposeWith(owned);
            var radius = new Plane(columns, rows).DisposeWith(owned);
            var confidence = new Plane(columns, rows).DisposeWith(owned);
            var blocks = new ColourBlocks(colours, pyramid.Gain, workers);
            if (FamilyBackbone.TryCreate(model, blocks, workers, weighting.Coefficients, radius, confidence, out fallbackReason)?.DisposeWith(owned) is { } backbone)
                return new FamilyDeblurSession(model, size, provider, new Parts(pyramid, weighting, colours, residual, radius, backbone), workers, owned);
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
        _colours.Analyse(source.Address);
        _backbone.Run();
        _weighting.Apply(_residual);
        _sum.Write(source.Address, sharp.Address);
        WriteRadii(_radius, blur);
    }

    private protected override void AbandonCore() => _workers.Abandon();

    private protected override void Dispose(bool disposing) => _owned.Dispose();

    private sealed record Parts(LumaPyramid Pyramid, BandWeighting Weighing, ColourDetail Colours, Plane Residual, Plane Radius, FamilyBackbone Backbone);
}
