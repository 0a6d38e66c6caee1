using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// The heat map of blur radius over the deblurred picture. It fades where the confidence is low. The page draws the same in
/// <c>js/overlays/heat.js</c>, with the colours and opacities of this class.
/// </summary>
public sealed class HeatMapOverlay : IFrameOverlay
{
    /// <summary>Share of the opacity on areas in focus. It rises to 1 at the middle of the scale.</summary>
    internal const float MinOpacity = 0.15f;

    // At the default, the colour is clear where the picture is out of focus, and the picture still legible.
    private static readonly OverlayOption OpacityOption = OverlayOption.Number("opacity", "Opacity of the heat map", 0.6, 0.1, 1, 0.05);
    private static readonly int[] Colours = CreateColours();

    private readonly float _opacity;
    private readonly FocusRows _rows = new();
    private readonly TrustRows _trust = new();
    private float[] _levels = [];
    private float[] _shares = [];
    private byte[] _colours = [];
    private byte[] _weights = [];

    /// <summary>The heat map at its default opacity.</summary>
    public HeatMapOverlay() : this(OverlayValues.Defaults)
    {
    }

    private HeatMapOverlay(OverlayValues values) => _opacity = (float)values[OpacityOption];

    /// <summary>Its entry in the table of overlays: "heat".</summary>
    public static OverlayDescription Description { get; } =
        new("heat", "Heat map of blur radius", static values => new HeatMapOverlay(values)) { Options = [OpacityOption] };

    /// <inheritdoc/>
    public void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(sharp);
        var (width, height) = (sharp.Size.Width, sharp.Size.Height);
        if (_levels.Length != width)
        {
            (_levels, _shares) = (new float[width], new float[width]);
            (_colours, _weights) = (new byte[(3 * width) + 1], new byte[(3 * width) + 1]); // pixels are written as four bytes
        }
        _rows.Begin(map, sharp.Size);
        _trust.Begin(map, sharp.Size);
        for (var y = 0; y < height; y++)
        {
            FillRow(_rows.Radii(y), _trust.Row(y), (float)map.MaxRadius);
            OverlayBlend.Mix(target.Slice(3 * width * y, 3 * width), _colours.AsSpan(0, 3 * width), _weights.AsSpan(0, 3 * width));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its buffers are managed.
    }

    private void FillRow(ReadOnlySpan<float> radii, ReadOnlySpan<float> trust, float maxRadius)
    {
        Span<float> levels = _levels, shares = _shares;
        TensorPrimitives.Multiply(radii, 1 / maxRadius, levels);
        TensorPrimitives.Max(levels, 0, levels);
        TensorPrimitives.Min(levels, 1, levels);
        TensorPrimitives.Sqrt(levels, levels);
        // The share is smoothstep(0, 0.5, level) = s * s * (3 - 2 s) with s = 2 level, at most 1.
        TensorPrimitives.Multiply(levels, 2, shares);
        TensorPrimitives.Min(shares, 1, shares);
        OverlayShapes.SmoothRise(shares);
        TensorPrimitives.Multiply(shares, 255 * _opacity * (1 - MinOpacity), shares);
        TensorPrimitives.Add(shares, 255 * _opacity * MinOpacity, shares);
        TensorPrimitives.Multiply(shares, trust, shares);
        TensorPrimitives.Multiply(levels, HeatColours.Count - 1, levels);
        for (var x = 0; x < levels.Length; x++)
            MemoryMarshal.Write(_colours.AsSpan(3 * x), Colours[(int)(levels[x] + 0.5f)]);
        OverlayShapes.ToBytes(shares, _weights);
    }

    // Blue in the lowest byte, as the picture has it.
    private static int[] CreateColours() => [.. Enumerable.Range(0, HeatColours.Count).Select(static i =>
    {
        var (r, g, b) = HeatColours.At(i / (HeatColours.Count - 1.0));
        return b | (g << 8) | (r << 16);
    })];
}
