using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The convolutions of a network of the live family, run by the project's own kernels: one pass from the frame's detail to all maps.</summary>
internal sealed class FamilyBackbone : IDisposable
{
    private readonly List<Layer> _layers = [];
    private readonly RowWorkers _workers;
    private readonly SharedStep[] _steps;

    private FamilyBackbone(OnnxGraph graph, RowOperation blocks, RowWorkers workers, Plane coefficients, Plane radius, Plane confidence)
    {
        try
        {
            var maps = new BackboneBuilder(graph, workers.Count).Build(new Dictionary<string, RowOperation> { ["blocks"] = blocks }, _layers);
            _layers.Add(new ChannelsToPlanes(maps["coefficients"], coefficients));
            _layers.Add(new ChannelsToPlanes(maps["blur"], radius));
            _layers.Add(new ChannelsToPlanes(maps["confidence"], confidence));
            (_workers, _steps, Rest) = (workers, [.. _layers], maps["rest"]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the U-Net adds, over the local contrast, after <see cref="Run"/>; see <see cref="Pyramid.ResidualSum"/>.</summary>
    public FeatureMap Rest { get; }

    /// <summary>Makes one; null when this processor, or an operator of the graph, is not supported.</summary>
    /// <param name="model">The model; its convolutions are read only where they can be run.</param>
    /// <param name="blocks">The U-Net's input.</param>
    /// <param name="workers">Threads; not owned.</param>
    /// <param name="coefficients">Receives twelve maps at 1/8, one below another.</param>
    /// <param name="radius">Receives the blur radius in pixels, at 1/8.</param>
    /// <param name="confidence">Receives the radius's confidence, 0 to 1, at 1/8.</param>
    /// <param name="fallbackReason">Why there is none, one clause: ONNX Runtime runs the whole graph.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static FamilyBackbone? TryCreate(
        Model model, RowOperation blocks, RowWorkers workers, Plane coefficients, Plane radius, Plane confidence, out string? fallbackReason) =>
        BackboneBuilder.TryMake(() => new FamilyBackbone(model.Convolutions!, blocks, workers, coefficients, radius, confidence), out fallbackReason);

    /// <summary>Runs the network on what its input reads now.</summary>
    public void Run() => _workers.Run(_steps);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
