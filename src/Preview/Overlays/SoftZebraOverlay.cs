using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// Zebra stripes over what is softer than a limit. They fade where the confidence is low. The page draws the same in
/// <c>js/overlays/soft.js</c>.
/// </summary>
public sealed class SoftZebraOverlay : IFrameOverlay
{
    /// <summary>Opacity of a stripe.</summary>
    internal const float Opacity = 0.55f;

    /// <summary>How many stripes fit the picture's height, unless they would be narrower than <see cref="MinStripe"/>.</summary>
    internal const int StripesOverHeight = 120;

    /// <summary>Least width of a stripe along a row, in pixels of the picture.</summary>
    internal const int MinStripe = 4;

    /// <summary>A radius this many times the limit has full stripes.</summary>
    internal const float FullAt = 1.15f;

    /// <summary>The stripes' colour.</summary>
    internal static readonly OverlayColour Colour = new(255, 176, 64);

    private static readonly OverlayOption Limit =
        OverlayOption.Number("limit", "Smallest blur radius that is striped, in pixels", 4, 0.5, 12, 0.5);

    private readonly FocusRows _rows = new();
    private readonly TrustRows _trust = new();
    private readonly float _limit;
    private byte[] _weights = [];
    private byte[] _colours = [];

    /// <summary>The zebra with its default limit.</summary>
    public SoftZebraOverlay() : this(OverlayValues.Defaults)
    {
    }

    private SoftZebraOverlay(OverlayValues values) => _limit = (float)values[Limit];

    /// <summary>Its entry in the table of overlays: "soft".</summary>
    public static OverlayDescription Description { get; } =
        new("soft", "Zebra stripes over what is soft", static values => new SoftZebraOverlay(values)) { Options = [Limit] };

    /// <inheritdoc/>
    public void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(sharp);
        var (width, height) = (sharp.Size.Width, sharp.Size.Height);
        if (_weights.Length != 3 * OverlayVectors.Padded(width))
            Resize(width);
        _rows.Begin(map, sharp.Size);
        _trust.Begin(map, sharp.Size);
        var stripe = StripeOf(height);
        for (var y = 0; y < height; y++)
        {
            var radii = _rows.Radii(y);
            if (TensorPrimitives.Max(radii) <= _limit)
                continue;
            var trust = _trust.Row(y);
            ref var firstRadius = ref MemoryMarshal.GetReference(radii);
            ref var firstTrust = ref MemoryMarshal.GetReference(trust);
            for (var x = 0; x < radii.Length; x += Vector256<float>.Count)
            {
                var share = OverlayVectors.SmoothStep(_limit, _limit * FullAt, Vector256.LoadUnsafe(ref firstRadius, (nuint)x));
                share *= Vector256.LoadUnsafe(ref firstTrust, (nuint)x);
                OverlayVectors.StoreTriples(share * (255 * Opacity), ref _weights[3 * x]);
            }
            // There are stripes where (x + y) modulo 2 stripe is below stripe; the rest is cleared.
            for (var gap = ((3 * stripe) - (y % (2 * stripe))) % (2 * stripe) - (2 * stripe); gap < width; gap += 2 * stripe)
                Clear(gap, stripe);
            OverlayBlend.Mix(target.Slice(3 * width * y, 3 * width), _colours, _weights.AsSpan(0, 3 * width));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its buffers are managed.
    }

    // Along a row, in pixels.
    private static int StripeOf(int height) => Math.Max(MinStripe, (height + (StripesOverHeight / 2)) / StripesOverHeight);

    private void Clear(int from, int length)
    {
        var (start, end) = (Math.Clamp(3 * from, 0, _weights.Length), Math.Clamp(3 * (from + length), 0, _weights.Length));
        _weights.AsSpan(start, end - start).Clear();
    }

    private void Resize(int width)
    {
        _weights = new byte[3 * OverlayVectors.Padded(width)];
        _colours = new byte[3 * width];
        for (var x = 0; x < width; x++)
            (_colours[3 * x], _colours[(3 * x) + 1], _colours[(3 * x) + 2]) = (Colour.B, Colour.G, Colour.R);
    }
}
