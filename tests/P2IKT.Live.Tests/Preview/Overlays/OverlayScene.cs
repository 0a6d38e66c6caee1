using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Overlays;

/// <summary>A picture with its blur map and confidence, on which a test draws overlays.</summary>
internal sealed class OverlayScene : IDisposable
{
    public const int Stride = 8;
    private readonly FramePool _pictures;
    private readonly FramePool _maps;

    public OverlayScene(FrameSize size, Func<double, double, float> radius, Func<double, double, float> confidence, Action<Span<byte>> paint)
    {
        OpenCvRuntime.Prepare();
        Size = size;
        var cells = new FrameSize((size.Width + Stride - 1) / Stride, (size.Height + Stride - 1) / Stride);
        (_pictures, _maps) = (new FramePool(size, 1), new FramePool(cells, 2, PixelFormat.Float32));
        Assert.True(_pictures.TryRent(out var sharp));
        Assert.True(_maps.TryRent(out var radii));
        Assert.True(_maps.TryRent(out var confidences));
        paint(sharp.Draft);
        for (var i = 0; i < radii.DraftValues.Length; i++)
        {
            var (x, y) = (((i % cells.Width) + 0.5) * Stride, ((i / cells.Width) + 0.5) * Stride);
            (radii.DraftValues[i], confidences.DraftValues[i]) = (radius(x, y), confidence(x, y));
        }
        foreach (var frame in new[] { sharp, radii, confidences })
            frame.Publish(0, 0);
        (Sharp, Radii, Confidences) = (sharp, radii, confidences);
    }

    public FrameSize Size { get; }

    public Frame Sharp { get; }

    public Frame Radii { get; }

    public Frame Confidences { get; }

    /// <summary>A grey picture whose radius rises from 0 at the left edge to 16 pixels at the right one.</summary>
    public static OverlayScene Ramp(float confidence = 1, byte grey = 120)
    {
        var size = new FrameSize(320, 200);
        return new(size, (x, _) => (float)(16 * x / size.Width), (_, _) => confidence, pixels => pixels.Fill(grey));
    }

    /// <summary>The picture under overlays; disposed by the caller.</summary>
    public Mat Draw(string selection)
    {
        using var canvas = new OverlayCanvas(OverlaySelection.Parse(selection, FrameOverlays.BuiltIn), static () => 16);
        return canvas.Draw(Sharp, Radii, Confidences, Stride).Clone();
    }

    public void Dispose()
    {
        foreach (var frame in new[] { Sharp, Radii, Confidences })
            frame.Dispose();
        Assert.Equal(0, _pictures.Outstanding + _maps.Outstanding);
        _pictures.Dispose();
        _maps.Dispose();
    }
}
