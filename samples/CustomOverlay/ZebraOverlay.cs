using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;

namespace CustomOverlay;

/// <summary>
/// Zebra stripes over what is in focus, as camera monitors draw them over highlights. The page's zebra.js draws the same.
/// </summary>
internal sealed class ZebraOverlay : IFrameOverlay
{
    private const double Limit = 1.5; // pixels of blur radius; the page's slider starts there
    private const double Opacity = 0.7;
    private const double MinConfidence = 0.25; // a flat area has no radius to read

    public static OverlayDescription Description { get; } =
        new("zebra", "Zebra stripes over what is in focus", static _ => new ZebraOverlay());

    public void Draw(Frame sharp, FocusMap map, Span<byte> target)
    {
        var (width, height) = (sharp.Size.Width, sharp.Size.Height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if ((x + y) % 16 >= 8 || map.ConfidenceAt(x + 0.5, y + 0.5) < MinConfidence
                    || map.RadiusAt(x + 0.5, y + 0.5) > Limit)
                    continue;
                foreach (ref var channel in target.Slice(3 * ((y * width) + x), 3))
                    channel = (byte)Math.Round(channel + ((255 - channel) * Opacity));
            }
        }
    }

    public void Dispose()
    {
        // It keeps no buffers.
    }
}
