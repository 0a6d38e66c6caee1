using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Confidence;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Steadiness;
using P2IKT.Live.Focus.Sweeps;
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

        var scores = new float[cells.Pixels];
        var sharpness = new SweepSharpness(sample.Size, cells, frame.BlurStride);
        yield return new StageRow("focus: scores of a sweep's frame", Timing.Of(rounds, () => Score(sharpness, frame, radii, confidences, scores)), null);
        var sweep = new FocusSweep(sample.Size, cells, frame.BlurStride);
        var position = 0;
        yield return new StageRow("focus: a frame merged into a sweep", Timing.Of(rounds, () => Merge(sweep, frame, radii, confidences, position++)), null);

        foreach (var overlay in FrameOverlays.BuiltIn)
        {
            using var canvas = new OverlayCanvas(OverlaySelection.Of(overlay), () => sample.Model.MaxBlurRadius);
            yield return new StageRow($"overlay on the server: {overlay.Name}", Timing.Of(rounds, () => canvas.Draw(frame.Sharp, frame.Blur, frame.Confidence, frame.BlurStride)), null);
        }
    }

    private static TimeSpan Interval => TimeSpan.FromSeconds(1 / 30.0);

    private static void Score(SweepSharpness sharpness, DeblurredFrame frame, float[] radii, float[] confidences, float[] scores) =>
        sharpness.Measure(frame.Sharp.Pixels, frame.Sharp.Stride, Field(frame, radii, confidences), scores);

    private static void Merge(FocusSweep sweep, DeblurredFrame frame, float[] radii, float[] confidences, int position)
    {
        var sharper = position % 2 == 0 ? 0.7f : 1.4f; // so that every other frame is taken over everywhere
        for (var i = 0; i < radii.Length; i++)
            radii[i] *= sharper;
        sweep.Add(frame.Sharp.Pixels, frame.Sharp.Stride, Field(frame, radii, confidences), position);
    }

    private static FocusField Field(DeblurredFrame frame, float[] radii, float[] confidences) =>
        new(radii, confidences, frame.Blur.Size, frame.BlurStride, frame.Source.Size, 0, TimeSpan.Zero);

    private static void Observe(FocusAssist focus, float[] radii, float[] confidences, FrameSize cells, FrameSize size, int stride, long sequence) =>
        focus.Observe(new FocusField(radii, confidences, cells, stride, size, sequence, Interval * sequence));
}
