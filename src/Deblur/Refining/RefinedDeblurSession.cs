using System.Reactive.Disposables;
using System.Reactive.Disposables.Fluent;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur.Backbone;
using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur.Refining;

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
    private readonly StripPass _finishPass;
    private nint _source, _sharp;

    private RefinedDeblurSession(Model model, FrameSize size, ProviderChoice provider, Parts parts, IDisposable owned)
        : base(model, size, provider)
    {
        (_strips, _pyramid, _weighing, _colours, _residual, _radius, _backbone) = parts;
        _owned = owned;
        _finishPass = FinishRows;
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
        (_source, _sharp) = (source.Address, sharp.Address);
        _pyramid.Analyse(_source);
        _backbone.RunFirst();
        _weighing.Apply(_residual);
        _colours.Analyse(_source);
        _backbone.RunSecond();
        _strips.Run(Size.Height, _finishPass);
        WriteRadii(_radius, blur);
    }

    private protected override void Dispose(bool disposing) => _owned.Dispose();

    private unsafe void FinishRows(int strip, int first, int end)
    {
        var width = Size.Width;
        var blue = _strips.Scratch(strip, 2, _residual.Width);
        var green = _strips.Scratch(strip, 3, _residual.Width);
        var red = _strips.Scratch(strip, 4, _residual.Width);
        for (var y = first; y < end; y++)
        {
            Missing(strip, y, blue, green, red);
            var offset = (long)y * width * 3;
            BgrRows.AddResiduals(new ReadOnlySpan<byte>((byte*)_source + offset, width * 3), blue, green, red, new Span<byte>((byte*)_sharp + offset, width * 3));
        }
    }

    /// <summary>What both stages add to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private unsafe void Missing(int strip, int y, Span<float> blue, Span<float> green, Span<float> red)
    {
        var gain = _strips.Scratch(strip, 0, _pyramid.Gain.Width + 2);
        var steps = _strips.Scratch(strip, 1, _pyramid.Gain.Width + 1);
        Cells.Between(_pyramid.Gain, y, LumaPyramid.Stride, gain);
        Cells.Steps(gain, steps);
        var residual = _residual.Row(y);
        var rest = _backbone.Rest.Row(y / 2) + (2 * (y % 2));
        nint cell = _backbone.Rest.Channels;
        for (var x = 0; x < residual.Length; x += 8, rest += 4 * cell)
        {
            var contrast = Vector256<float>.One / Cells.EightTimes(gain, steps, x);
            var added = Rows.Eight(residual, x);
            Vector256.MultiplyAddEstimate(Pairs(rest, cell), contrast, added).StoreUnsafe(ref blue[x]);
            Vector256.MultiplyAddEstimate(Pairs(rest + 4, cell), contrast, added).StoreUnsafe(ref green[x]);
            Vector256.MultiplyAddEstimate(Pairs(rest + 8, cell), contrast, added).StoreUnsafe(ref red[x]);
        }
    }

    /// <summary>Two neighbouring values of each of four cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Pairs(float* first, nint cell) =>
        Vector256.Create(*(double*)first, *(double*)(first + cell), *(double*)(first + (2 * cell)), *(double*)(first + (3 * cell))).AsSingle();

    private sealed record Parts(
        Strips Strips, LumaPyramid Pyramid, BandWeighing Weighing, ColourDetail Colours, Plane Residual, Plane Radius, RefinedBackbone Backbone);
}
