using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// The coefficient network of a live model, run by code of our own: convolutions by rows or by Winograd's filtering, activations
/// with their channels side by side, operators fused as the graph allows. Reads the same file as ONNX Runtime, and gives the same
/// within float rounding.
/// </summary>
internal sealed class CoefficientBackbone : IDisposable
{
    private readonly List<Layer> _layers = [];
    private readonly RowWorkers _workers;
    private readonly SharedStep[] _steps;

    /// <summary>Builds it.</summary>
    /// <exception cref="NotSupportedException">The graph is made of something else, or is no such network; see <see cref="BackboneBuilder.TryMake"/>.</exception>
    internal CoefficientBackbone(OnnxGraph graph, LumaPyramid pyramid, RowWorkers workers, Plane coefficients, Plane radius)
    {
        try
        {
            var maps = new BackboneBuilder(graph, workers.Count).Build(new Dictionary<string, RowOperation> { ["luma"] = new LumaRows(pyramid) }, _layers);
            _layers.Add(ChannelsToPlanes.Of(maps["coefficients"], coefficients));
            _layers.Add(ChannelsToPlanes.Of(maps["blur"], radius));
            (_workers, _steps) = (workers, [.. _layers]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes one for a size; null when this processor, or an operator of the graph, is not provided for.</summary>
    /// <param name="model">Whose convolutions; read only where they can be run.</param>
    /// <param name="pyramid">The analysed frame, whose normalised luma each run reads.</param>
    /// <param name="workers">The pyramid's threads; not owned.</param>
    /// <param name="coefficients">Receives the maps, one below another.</param>
    /// <param name="radius">Receives the blur radius in pixels.</param>
    /// <param name="fallbackReason">Why there is none, one clause.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static CoefficientBackbone? TryCreate(Model model, LumaPyramid pyramid, RowWorkers workers, Plane coefficients, Plane radius, out string? fallbackReason) =>
        BackboneBuilder.TryMake(() => new CoefficientBackbone(model.Convolutions!, pyramid, workers, coefficients, radius), out fallbackReason);

    /// <summary>Runs the network on the frame that the pyramid has analysed.</summary>
    public void Run() => _workers.Run(_steps);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
