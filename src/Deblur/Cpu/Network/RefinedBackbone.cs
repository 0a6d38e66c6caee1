using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The convolutions of live-hq, run by code of our own, one stage after the other; what lies between them is the caller's.</summary>
internal sealed class RefinedBackbone : IDisposable
{
    private const int RestChannels = 12; // three colours of a block of 2x2

    private readonly List<Layer> _layers = [];
    private readonly RowWorkers _workers;
    private readonly SharedStep[] _first, _second;

    private RefinedBackbone(OnnxGraph graph, RowOperation luma, RowOperation planes, RowWorkers workers, Plane coefficients, Plane radius)
    {
        try
        {
            var builder = new BackboneBuilder(graph, workers.Count);
            var maps = builder.Build(new Dictionary<string, RowOperation> { ["luma"] = luma, ["planes"] = planes }, _layers);
            var start = builder.Starts["planes"];
            _layers.Insert(start, ChannelsToPlanes.Of(maps["coefficients"], coefficients));
            _layers.Add(ChannelsToPlanes.Of(maps["blur"], radius));
            (_workers, _first, _second) = (workers, [.. _layers[..(start + 1)]], [.. _layers[(start + 1)..]]);
            Rest = maps["rest"];
            if (Rest.Size != new FeatureSize(planes.Size.Width / 2, planes.Size.Height / 2, RestChannels))
                throw new NotSupportedException("an output of another shape");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is missing over the local contrast, after <see cref="RunSecond"/>: at half the size, channel 4c + 2i + j being colour c of
    /// the pixel in row i, column j of a block of 2x2.
    /// </summary>
    public FeatureMap Rest { get; }

    /// <summary>Makes one; null when this processor, or an operator of the graph, is not provided for.</summary>
    /// <param name="model">Whose convolutions; read only where they can be run.</param>
    /// <param name="luma">What the first stage reads.</param>
    /// <param name="planes">What the second stage reads, of what the bands gave.</param>
    /// <param name="workers">Threads; not owned.</param>
    /// <param name="coefficients">Receives the first stage's maps, one below another.</param>
    /// <param name="radius">Receives the second stage's blur radius in pixels.</param>
    /// <param name="fallbackReason">Why there is none, one clause: ONNX Runtime runs both stages as one graph.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static RefinedBackbone? TryCreate(Model model, RowOperation luma, RowOperation planes, RowWorkers workers, Plane coefficients, Plane radius, out string? fallbackReason) =>
        BackboneBuilder.TryMake(() => new RefinedBackbone(model.Convolutions!, luma, planes, workers, coefficients, radius), out fallbackReason);

    /// <summary>From luma to coefficients.</summary>
    public void RunFirst() => _workers.Run(_first);

    /// <summary>From the planes, and the first stage's features, to <see cref="Rest"/> and the blur radius.</summary>
    public void RunSecond() => _workers.Run(_second);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
