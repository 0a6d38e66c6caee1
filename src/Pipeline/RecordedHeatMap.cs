using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>The preview's heat map of blur radius, drawn into clips. For the recorder's thread; dispose it after the recorder.</summary>
/// <param name="maxRadius">Blur radius in pixels at the end of the scale.</param>
public sealed class RecordedHeatMap(Func<double> maxRadius) : IDisposable
{
    /// <summary>Its name, in options and in the sidecar.</summary>
    public const string Name = "heat";

    private readonly HeatMapOverlay _map = new();

    /// <summary>What the recorder draws with.</summary>
    public ClipOverlay Overlay => new(Name, Draw);

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    private unsafe ReadOnlySpan<byte> Draw(Frame sharp, Frame blur, int blurStride)
    {
        var drawn = _map.Draw(sharp, blur, blurStride, maxRadius());
        return new ReadOnlySpan<byte>((void*)drawn.Data, 3 * drawn.Width * drawn.Height); // a result of OpenCV's own is packed
    }
}
