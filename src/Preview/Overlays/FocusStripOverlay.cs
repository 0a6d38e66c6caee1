using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// The depth-of-field strip: a bar graph at the picture's edge that says how much of each column, or of each row, is in focus. Rows are
/// depth where the camera looks down on a table, a floor or a landscape. The page draws the same in <c>js/overlays/strip.js</c>.
/// </summary>
/// <remarks>
/// The height of a bar is the square root of the share, so that a small subject shows. Grey is what has texture to read a radius from; the
/// signal colour is what of it is in focus.
/// </remarks>
public sealed class FocusStripOverlay : IFrameOverlay
{
    /// <summary>Height of the strip as a share of the picture's height.</summary>
    internal const float Height = 0.06f;

    /// <summary>A cell counts as in focus in full below this many times the limit, not at all above <see cref="OutAt"/> times.</summary>
    internal const float InAt = 0.85f;

    /// <inheritdoc cref="InAt"/>
    internal const float OutAt = 1.15f;

    /// <summary>Opacity of the strip's ground.</summary>
    internal const float GroundOpacity = 0.78f;

    /// <summary>The strip's ground, and the bars of what has texture.</summary>
    internal static readonly OverlayColour Ground = new(13, 13, 14), Known = new(112, 112, 118);

    private static readonly OverlayOption Limit =
        OverlayOption.Number("limit", "Largest blur radius that counts as in focus in the strip, in pixels", 1.5, 0.25, 6, 0.25);
    private static readonly OverlayOption Along = OverlayOption.Choice("along", "A bar for each", "column", "row");

    private readonly float _limit;
    private readonly bool _alongRows;
    private float[] _known = []; // shares for each column or row of cells
    private float[] _inFocus = [];

    /// <summary>The strip with its default options.</summary>
    public FocusStripOverlay() : this(OverlayValues.Defaults)
    {
    }

    private FocusStripOverlay(OverlayValues values) => (_limit, _alongRows) = ((float)values[Limit], values[Along] == 1);

    /// <summary>Its entry in the table of overlays: "strip".</summary>
    public static OverlayDescription Description { get; } =
        new("strip", "Depth-of-field strip", static values => new FocusStripOverlay(values)) { Options = [Limit, Along] };

    /// <inheritdoc/>
    public void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(sharp);
        var (width, height) = (sharp.Size.Width, sharp.Size.Height);
        Measure(map);
        var depth = Height * height; // of the strip, in pixels; it lies at the lower edge, or at the left one
        var (length, lines) = _alongRows ? (height, width) : (width, height);
        for (var place = 0; place < length; place++)
        {
            var (known, inFocus) = Bars(map.Stride, place, depth);
            for (var line = 0; line + 0.5f < depth && line < lines; line++)
            {
                var (x, y) = _alongRows ? (line, place) : (place, height - 1 - line);
                var pixel = target.Slice(3 * ((width * y) + x), 3);
                OverlayBlend.Mix(pixel, Ground, GroundOpacity);
                OverlayBlend.Mix(pixel, Known, Math.Clamp(known - line, 0, 1));
                OverlayBlend.Mix(pixel, OverlayColour.Signals[0], Math.Clamp(inFocus - line, 0, 1));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its buffers are managed.
    }

    // For each column of cells, or each row: the share that is known, and the share that is in focus.
    private void Measure(FocusMap map)
    {
        var (width, height) = (map.Radii.Size.Width, map.Radii.Size.Height);
        var (bars, cells) = _alongRows ? (height, width) : (width, height);
        if (_known.Length != bars)
            (_known, _inFocus) = (new float[bars], new float[bars]);
        var radii = map.Radii.Values;
        var confidences = map.Confidences.Values;
        for (var bar = 0; bar < bars; bar++)
        {
            var (known, inFocus) = (0f, 0f);
            for (var cell = 0; cell < cells; cell++)
            {
                var index = _alongRows ? (bar * width) + cell : (cell * width) + bar;
                var trust = OverlayShapes.SmoothStep(TrustRows.From, TrustRows.To, confidences[index]);
                known += trust;
                inFocus += trust * (1 - OverlayShapes.SmoothStep(InAt * _limit, OutAt * _limit, radii[index]));
            }
            (_known[bar], _inFocus[bar]) = (known / cells, inFocus / cells);
        }
    }

    // Heights of the bars at a pixel along the strip, in pixels: between the centres of cells the shares are interpolated.
    private (float Known, float InFocus) Bars(int stride, int place, float depth)
    {
        var at = Math.Clamp(((place + 0.5f) / stride) - 0.5f, 0, _known.Length - 1);
        var first = (int)at;
        var next = Math.Min(first + 1, _known.Length - 1);
        return (
            depth * MathF.Sqrt(float.Lerp(_known[first], _known[next], at - first)),
            depth * MathF.Sqrt(float.Lerp(_inFocus[first], _inFocus[next], at - first)));
    }
}
