using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// The coefficient network of a live model, run by code of our own: convolutions by rows or by Winograd's filtering, activations
/// with their channels side by side, operators fused as the graph allows. Reads the same file as ONNX Runtime, and gives the same
/// within float rounding.
/// </summary>
internal sealed class CoefficientBackbone : IDisposable
{
    private readonly Crew _crew;
    private readonly List<Layer> _layers = [];
    private readonly FeatureMap _luma;
    private readonly FeatureMap _coefficients;
    private readonly FeatureMap _radius;
    private readonly Action<int, int> _take, _giveCoefficients, _giveRadius;
    private Plane _from = null!, _coefficientPlanes = null!, _radiusPlane = null!;

    private CoefficientBackbone(OnnxGraph graph, int width, int height, Strips strips)
    {
        _crew = new Crew(strips);
        (_take, _giveCoefficients, _giveRadius) = (TakeRow, GiveCoefficients, GiveRadius);
        _luma = new FeatureMap(width, height, 1);
        try
        {
            var maps = new BackboneBuilder(graph, strips.Count).Build(_luma, _layers);
            (_coefficients, _radius) = (maps["coefficients"], maps["blur"]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes one for a size; null when this processor, or an operator of the graph, is not provided for.</summary>
    /// <param name="path">The model's backbone.</param>
    /// <param name="width">Of the luma plane, padded as the model wants it.</param>
    /// <param name="height">Of the luma plane.</param>
    /// <param name="strips">Threads; not owned.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static CoefficientBackbone? TryCreate(string path, int width, int height, Strips strips)
    {
        if (!PackedWeights.IsSupported)
            return null;
        try
        {
            return new CoefficientBackbone(OnnxGraph.Read(path), width, height, strips);
        }
        catch (NotSupportedException)
        {
            return null; // ONNX Runtime knows every operator
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="luma">Normalised luma.</param>
    /// <param name="coefficients">Receives the maps, one below another.</param>
    /// <param name="radius">Receives the blur radius in pixels.</param>
    public void Run(Plane luma, Plane coefficients, Plane radius)
    {
        (_from, _coefficientPlanes, _radiusPlane) = (luma, coefficients, radius);
        _crew.Share(luma.Height, _take);
        foreach (var layer in _layers)
            layer.Run(_crew);
        _crew.Share(_coefficients.Height, _giveCoefficients);
        _crew.Share(_radius.Height, _giveRadius);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
        _luma.Dispose();
    }

    private void TakeRow(int thread, int y) => _from.Row(y).CopyTo(_luma.RowSpan(y));

    private void GiveCoefficients(int thread, int y)
    {
        var row = _coefficients.RowSpan(y);
        var channels = _coefficients.Channels;
        for (var c = 0; c < channels; c++)
        {
            var to = _coefficientPlanes.Row((c * _coefficients.Height) + y);
            for (var x = 0; x < to.Length; x++)
                to[x] = row[(x * channels) + c];
        }
    }

    private void GiveRadius(int thread, int y) => _radius.RowSpan(y).CopyTo(_radiusPlane.Row(y));
}
