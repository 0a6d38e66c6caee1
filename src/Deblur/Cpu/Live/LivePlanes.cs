using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>
/// All that a live architecture needs beside its convolutions, for frames of one size: threads, pyramids, the weighting of the bands, and
/// the planes between them. One frame at a time.
/// </summary>
internal sealed class LivePlanes : IDisposable
{
    /// <summary>Name of the output that is added to the bands.</summary>
    public const string Rest = "rest";

    private readonly FrameSize _size;
    private readonly LiveArchitecture _architecture;
    private readonly OwnedResources _owned;

    /// <param name="model">The network: limits of its bands, and its contrast floor.</param>
    /// <param name="size">Size of the frames, in pixels; padded inside.</param>
    /// <param name="architecture">Says which planes are needed.</param>
    /// <param name="threads">Number of workers.</param>
    public LivePlanes(Model model, FrameSize size, LiveArchitecture architecture, int threads)
    {
        using var owned = new OwnedResources();
        (_size, _architecture) = (size, architecture);
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        int columns = width / LumaPyramid.Stride, rows = height / LumaPyramid.Stride;
        Workers = owned.Add(new RowWorkers(threads, width));
        Pyramid = owned.Add(new LumaPyramid(size.Width, size.Height, model.ContrastFloor, Workers));
        Weighting = owned.Add(new BandWeighting(size.Width, size.Height, model.BandLimits, Pyramid, Workers));
        Radius = owned.Add(new Plane(columns, rows));
        Colours = architecture.Inputs.Any(static input => input.ReadsColours)
            ? owned.Add(new ColourDetail(size.Width, size.Height, Workers))
            : null;
        Residual = architecture.HasResidual ? owned.Add(new Plane(width, height)) : null;
        Confidence = architecture.HasConfidence ? owned.Add(new Plane(columns, rows)) : null;
        _owned = owned.Move();
    }

    /// <summary>The threads.</summary>
    public RowWorkers Workers { get; }

    /// <summary>Luma of the frame.</summary>
    public LumaPyramid Pyramid { get; }

    /// <summary>Weights the bands with the network's coefficients.</summary>
    public BandWeighting Weighting { get; }

    /// <summary>Blur radius in pixels, at 1/8 of the padded frame.</summary>
    public Plane Radius { get; }

    /// <summary>Detail of the three colours; null where no input reads it.</summary>
    public ColourDetail? Colours { get; }

    /// <summary>What the bands add, at full size; null where it goes straight into the frame.</summary>
    public Plane? Residual { get; }

    /// <summary>Confidence of <see cref="Radius"/>, 0 to 1; null where the network does not give it.</summary>
    public Plane? Confidence { get; }

    /// <summary>Builds the architecture's convolutions on these planes.</summary>
    /// <param name="graph">The convolutions.</param>
    /// <param name="keepsMaps">Whether only what has changed can be made; see <see cref="ConvolutionNetwork"/>.</param>
    /// <returns>The network, owned by the caller; its outputs go into these planes, but for <see cref="Rest"/>.</returns>
    /// <exception cref="NotSupportedException">See <see cref="ConvolutionNetwork"/>.</exception>
    public ConvolutionNetwork Build(OnnxGraph graph, bool keepsMaps = false) => new(
        graph,
        [.. _architecture.Inputs.Select(input => new NetworkInput(input.Name, input.Make(this)))],
        Outputs(),
        Workers,
        keepsMaps);

    /// <summary>The last pass, for a network with an output <see cref="Rest"/>; null for others.</summary>
    public ResidualSum? Sum(ConvolutionNetwork? network) =>
        Residual is { } residual && network is not null
            ? new ResidualSum(_size, residual, Pyramid.Gain, network.Output(Rest), Workers)
            : null;

    /// <summary>Ends the threads first, which use the rest.</summary>
    public void Dispose()
    {
        Workers.Dispose();
        _owned.Dispose();
    }

    /// <summary>The outputs that are needed, and the planes that receive them.</summary>
    private List<NetworkOutput> Outputs()
    {
        var (cells, weights) = (new FeatureSize(Radius.Width, Radius.Height, 1), Weighting.Coefficients);
        List<NetworkOutput> outputs = [new NetworkOutput("coefficients", cells with { Channels = weights.Height / cells.Height }, weights)];
        outputs.Add(new NetworkOutput("blur", cells, Radius));
        if (Confidence is not null)
            outputs.Add(new NetworkOutput("confidence", cells, Confidence));
        if (Residual is not null)
            outputs.Add(new NetworkOutput(Rest, new FeatureSize(Residual.Width / 2, Residual.Height / 2, ResidualSum.Channels)));
        return outputs;
    }
}
