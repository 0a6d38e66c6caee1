using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// The outline of what is in focus: a line where the blur radius is the limit, with a glow on the side in focus. It fades where the
/// confidence is low. The page draws the same in <c>js/overlays/outline.js</c>, with widths in pixels of the screen.
/// </summary>
public sealed class OutlineOverlay : IFrameOverlay
{
    /// <summary>Width of the line in pixels for each strength.</summary>
    internal static readonly float[] Widths = [2, 1.25f, 4];

    /// <summary>Opacity of the glow beside the line for each strength.</summary>
    internal static readonly float[] Glows = [0.28f, 0, 0.45f];

    /// <summary>How far the glow reaches, in widths of the line.</summary>
    internal const float GlowReach = 16;

    private const float Rim = 0.55f; // opacity of the dark rim, which sets the line off from a bright picture
    private static readonly OverlayColour RimColour = new(5, 5, 5);

    private static readonly OverlayOption Limit =
        OverlayOption.Number("limit", "Largest blur radius that counts as in focus, in pixels", 1.5, 0.25, 6, 0.25);
    private static readonly OverlayOption ColourOption = OverlayOption.Choice("colour", "Colour", OverlayColour.SignalNames);
    private static readonly OverlayOption Strength = OverlayOption.Choice("strength", "Strength", "standard", "fine", "strong");
    private static readonly OverlayOption Ground = OverlayOption.Choice("over", "Drawn over", "picture", "mono", "nothing");

    private readonly FocusRows _rows = new();
    private readonly TrustRows _trust = new();
    private readonly float _limit;
    private readonly float _width;
    private readonly float _glow;
    private readonly OverlayColour _colour;
    private readonly int _ground;

    /// <summary>The outline with its default options.</summary>
    public OutlineOverlay() : this(OverlayValues.Defaults)
    {
    }

    private OutlineOverlay(OverlayValues values)
    {
        _limit = (float)values[Limit];
        _colour = OverlayColour.Signals[(int)values[ColourOption]];
        _width = Widths[(int)values[Strength]];
        _glow = Glows[(int)values[Strength]];
        _ground = (int)values[Ground];
    }

    /// <summary>Its entry in the table of overlays: "outline".</summary>
    public static OverlayDescription Description { get; } =
        new("outline", "Outline of what is in focus", static values => new OutlineOverlay(values))
        {
            Options = [Limit, ColourOption, Strength, Ground],
        };

    private float RimReach => (_width * 1.3f) + 0.8f; // from the middle of the line, in pixels

    /// <inheritdoc/>
    public void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(sharp);
        if (_ground == 1)
            OverlayVectors.ToMono(target);
        else if (_ground == 2)
            target.Clear();
        _rows.Begin(map, sharp.Size);
        _trust.Begin(map, sharp.Size);
        var (width, height) = (sharp.Size.Width, sharp.Size.Height);
        for (var y = 0; y < height; y++)
        {
            // The slope as a GPU has it: differences within the square of two by two pixels.
            var other = Math.Min(y ^ 1, height - 1);
            DrawRow(_rows.Radii(y), _rows.Radii(other), _trust.Row(y), target.Slice(3 * width * y, 3 * width));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its buffers are managed.
    }

    private void DrawRow(ReadOnlySpan<float> radii, ReadOnlySpan<float> other, ReadOnlySpan<float> trust, Span<byte> pixels)
    {
        var reach = Math.Max(_glow > 0 ? _width * GlowReach : 0, RimReach);
        var swap = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6);
        ref var firstRadius = ref MemoryMarshal.GetReference(radii);
        ref var firstOther = ref MemoryMarshal.GetReference(other);
        for (var x = 0; x < radii.Length; x += Vector256<float>.Count)
        {
            var radius = Vector256.LoadUnsafe(ref firstRadius, (nuint)x);
            var distance = Vector256.Abs(radius - Vector256.Create(_limit));
            var across = Vector256.Shuffle(radius, swap) - radius;
            var down = Vector256.LoadUnsafe(ref firstOther, (nuint)x) - radius;
            var slope = Vector256.Max(Vector256.Sqrt((across * across) + (down * down)), Vector256.Create(1e-6f));
            var near = Vector256.LessThan(distance, slope * reach).ExtractMostSignificantBits();
            if (near == 0)
                continue;
            var away = distance / slope; // to the line in pixels, from the slope of the radius: the line has the same width everywhere
            for (; near != 0; near &= near - 1)
            {
                var i = BitOperations.TrailingZeroCount(near);
                if (3 * (x + i) < pixels.Length && trust[x + i] > 0)
                    DrawPixel(away[i], radii[x + i] < _limit, trust[x + i], pixels.Slice(3 * (x + i), 3));
            }
        }
    }

    private void DrawPixel(float away, bool isInFocus, float trust, Span<byte> pixel)
    {
        if (isInFocus && _glow > 0)
        {
            var fall = MathF.Max(0, 1 - (away / (_width * GlowReach)));
            OverlayBlend.Mix(pixel, _colour, trust * _glow * fall * fall * fall);
        }
        if (away >= RimReach)
            return;
        OverlayBlend.Mix(pixel, RimColour, trust * Rim * (1 - OverlayShapes.SmoothStep((_width * 0.5f) + 0.4f, RimReach, away)));
        OverlayBlend.Mix(pixel, _colour, trust * (1 - OverlayShapes.SmoothStep((_width * 0.5f) - 0.6f, (_width * 0.5f) + 0.6f, away)));
    }
}
