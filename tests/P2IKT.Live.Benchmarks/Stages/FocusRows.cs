using P2IKT.Live.Deblur.Confidence;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Steadiness;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>Focus assist: what each frame pays for confidence, steadiness, readings and an overlay.</summary>
internal static class FocusRows
{
    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        var frame = sample.Deblurred;
        var cells = frame.Blur.Size;
        var (radii, confidences) = (frame.Blur.Values.ToArray(), frame.Confidence.Values.ToArray());
        var texture = new TextureConfidence(sample.Size, cells, frame.BlurStride);
        yield return new StageRow("focus: confidence from texture", Timing.Of(rounds, () => texture.Write(frame.Source.Pixels, confidences)), null);

        var steady = new SteadyMap();
        var at = TimeSpan.Zero;
        yield return new StageRow("focus: maps filtered over time", Timing.Of(rounds, () => steady.Apply(cells, at += Interval, radii, confidences)), null);

        var focus = new FocusAssist();
        for (var i = 0; i < FocusPoint.Max; i++)
            focus.Add((i + 0.5) / FocusPoint.Max, 0.5);
        long sequence = 0;
        yield return new StageRow("focus: nine points and the share in focus", Timing.Of(rounds, () => Observe(focus, radii, confidences, cells, sample.Size, frame.BlurStride, sequence++)), null);

        foreach (var overlay in FrameOverlays.BuiltIn)
        {
            using var canvas = new OverlayCanvas(OverlaySelection.Of(overlay), () => sample.Model.MaxBlurRadius);
            yield return new StageRow($"overlay on the server: {overlay.Name}", Timing.Of(rounds, () => canvas.Draw(frame.Sharp, frame.Blur, frame.Confidence, frame.BlurStride)), null);
        }
    }

    private static TimeSpan Interval => TimeSpan.FromSeconds(1 / 30.0);

    private static void Observe(FocusAssist focus, float[] radii, float[] confidences, FrameSize cells, FrameSize size, int stride, long sequence) =>
        focus.Observe(new FocusField(radii, confidences, cells, stride, size, sequence, Interval * sequence));
}
