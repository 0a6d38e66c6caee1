using System.Globalization;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// Options and constants of the overlays as a module of the page, <c>/js/overlay-options.js</c>: both sides draw by one definition.
/// </summary>
internal static class OverlayConstants
{
    /// <summary>The text of the module.</summary>
    /// <param name="overlays">What the server can draw. The page has the built-in overlays in any case.</param>
    public static string Script(IReadOnlyList<OverlayDescription> overlays)
    {
        var text = new StringBuilder("// Written by the server, which draws snapshots and clips with the same options and constants.\n");
        text.Append(
            "/** Options of the overlays that the server draws, by the name of the overlay and of the option. "
                + "*/\nexport const options = {\n");
        foreach (var overlay in overlays.Concat(FrameOverlays.BuiltIn).DistinctBy(static overlay => overlay.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {overlay.Name}: {{\n");
            foreach (var option in overlay.Options)
                text.Append(CultureInfo.InvariantCulture, $"    {option.Name}: {{ {Describe(option)} }},\n");
            text.Append("  },\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $$"""
            };
            /** sRGB bytes, in the order of the choices of a colour. */
            export const signalColours = [{{string.Join(", ", OverlayColour.Signals.Select(Bytes))}}];
            /** Below this confidence there is nothing to read a radius from. */
            export const minConfidence = {{FocusReading.MinConfidence}};
            export const trust = { from: {{TrustRows.From}}, to: {{TrustRows.To}} };
            export const outline = {
              widths: [{{Numbers(OutlineOverlay.Widths)}}], glows: [{{Numbers(OutlineOverlay.Glows)}}], glowReach: {{OutlineOverlay.GlowReach}},
            };
            export const soft = {
              opacity: {{SoftZebraOverlay.Opacity}}, fullAt: {{SoftZebraOverlay.FullAt}}, colour: {{Bytes(SoftZebraOverlay.Colour)}},
              stripes: {{SoftZebraOverlay.StripesOverHeight}}, minStripe: {{SoftZebraOverlay.MinStripe}},
            };
            export const strip = {
              height: {{FocusStripOverlay.Height}}, inAt: {{FocusStripOverlay.InAt}}, outAt: {{FocusStripOverlay.OutAt}},
              groundOpacity: {{FocusStripOverlay.GroundOpacity}}, ground: {{Bytes(FocusStripOverlay.Ground)}},
              known: {{Bytes(FocusStripOverlay.Known)}},
            };

            """).ToString();
    }

    private static string Describe(OverlayOption option)
    {
        var names = Invariant($"name: {Quote(option.Name)}, label: {Quote(option.Label)}");
        return option.Choices.Count > 0
            ? $"{names}, values: [{string.Join(", ", option.Choices.Select(Quote))}]"
            : Invariant($"{names}, value: {option.Default}, min: {option.Minimum}, max: {option.Maximum}, step: {option.Step}");
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Bytes(OverlayColour colour) => Invariant($"[{colour.R}, {colour.G}, {colour.B}]");

    private static string Numbers(float[] values) => string.Join(", ", values.Select(static value => Invariant($"{value}")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
