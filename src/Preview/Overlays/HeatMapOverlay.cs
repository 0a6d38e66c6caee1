using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private byte[] _colours = []; // of one row
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
        var bytes = 3 * OverlayVectors.Padded(width);
        if (_weights.Length != bytes)
            (_colours, _weights) = (new byte[bytes + 1], new byte[bytes]); // a colour is written as four bytes
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
        ref var colour = ref MemoryMarshal.GetArrayDataReference(_colours);
        ref var weight = ref MemoryMarshal.GetArrayDataReference(_weights);
        Span<int> places = stackalloc int[Vector256<int>.Count];
        ref var place = ref MemoryMarshal.GetReference(places);
        ref var palette = ref MemoryMarshal.GetArrayDataReference(Colours);
        ref var firstRadius = ref MemoryMarshal.GetReference(radii);
        ref var firstTrust = ref MemoryMarshal.GetReference(trust);
        for (var x = 0; x < radii.Length; x += Vector256<float>.Count)
        {
            var trusted = Vector256.LoadUnsafe(ref firstTrust, (nuint)x);
            if (trusted == Vector256<float>.Zero)
            {
                OverlayVectors.StoreTriples(trusted, ref Unsafe.Add(ref weight, 3 * x)); // nothing is drawn, in whatever colour
                continue;
            }
            var level = Vector256.LoadUnsafe(ref firstRadius, (nuint)x) * (1 / maxRadius);
            level = Vector256.Sqrt(Vector256.Min(Vector256.Max(level, Vector256<float>.Zero), Vector256<float>.One));
            var share = Vector256.Create(MinOpacity) + (OverlayVectors.SmoothStep(0, 0.5f, level) * (1 - MinOpacity));
            OverlayVectors.StoreTriples(share * trusted * (255 * _opacity), ref Unsafe.Add(ref weight, 3 * x));
            Vector256.ConvertToInt32((level * (HeatColours.Count - 1)) + Vector256.Create(0.5f)).StoreUnsafe(ref place);
            for (var i = 0; i < Vector256<float>.Count; i++)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref colour, 3 * (x + i)), Unsafe.Add(ref palette, Unsafe.Add(ref place, i)));
        }
    }

    // Blue in the lowest byte, as the picture has it.
    private static int[] CreateColours() => [.. Enumerable.Range(0, HeatColours.Count).Select(static i =>
    {
        var (r, g, b) = HeatColours.At(i / (HeatColours.Count - 1.0));
        return b | (g << 8) | (r << 16);
    })];
}
