using System.Globalization;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Live.Adaptation;

/// <summary>
/// A viewer behind a link, in simulated time: a camera at 30 fps, one picture under way, the newest after its acknowledgement. The size of a
/// picture varies by a sixth around that of its form.
/// </summary>
internal sealed class SimulatedLink(int seed)
{
    private const double Interval = 1.0 / 30;
    private const double MapBytes = 43_200, PackedMapBytes = 27_600; // measured: docs/performance.md
    private readonly Random _random = new(seed);

    /// <summary>Bytes a second at a time in seconds.</summary>
    public Func<double, double> BytesPerSecond { get; init; } = static _ => 100e6;

    /// <summary>Seconds there and back.</summary>
    public double RoundTrip { get; init; } = 0.002;

    /// <summary>Seconds by which round trip and, half of it, transfer vary.</summary>
    public double Jitter { get; init; }

    /// <summary>Share of the pictures that stand still for up to <see cref="Stall"/> seconds.</summary>
    public double Stalls { get; init; }

    public double Stall { get; init; }

    /// <summary>By which exponent the true sizes of pictures differ from what the controller expects.</summary>
    public double SizeExponent { get; init; } = 1;

    /// <summary>What the viewer reports for a true transfer.</summary>
    public Func<double, double> Reports { get; init; } = static transfer => transfer;

    public Func<double, SceneMotion> Motion { get; init; } = static _ => SceneMotion.Moving;

    public FrameSize Frame { get; init; } = new(1280, 720);

    /// <summary>Every picture that was sent.</summary>
    public List<Picture> Pictures { get; } = [];

    public IEnumerable<Picture> Since(double second) => Pictures.Where(picture => picture.SentAt >= second);

    /// <summary>How often the form changes from one picture to the next.</summary>
    public int ChangesSince(double second)
    {
        var forms = Since(second).Select(static picture => picture.Form).ToList();
        return forms.Zip(forms.Skip(1)).Count(static pair => pair.First != pair.Second);
    }

    public double LatencyP95Since(double second) => Percentile(second, 0.95);

    public string Describe(double second) => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {1000 * Percentile(second, 0.5):0} ms, p95 {1000 * Percentile(second, 0.95):0} ms, {Since(second).Count() / (Pictures[^1].SentAt - second):0.0} fps");

    public SimulatedLink Run(PictureControl control, double seconds)
    {
        var full = new PictureForm(PictureForm.Whole, 85).Cost;
        var nextFrame = 0.0;
        for (var time = 0.0; time < seconds;)
        {
            var capturedAt = Math.Max(nextFrame, Math.Floor(time / Interval) * Interval); // the newest, or the next
            time = Math.Max(time, capturedAt);
            nextFrame = capturedAt + Interval;
            var motion = Motion(time);
            if (motion == SceneMotion.Still && time < control.StillNotBefore)
                continue;
            var form = control.Choose(Frame, motion);
            var picture = 102_000 * Math.Pow(form.Cost / full, SizeExponent) * (0.85 + (0.3 * _random.NextDouble()));
            var isPacked = control.IsSlow;
            var bytes = picture + (isPacked ? PackedMapBytes : MapBytes);
            var transfer = (bytes / BytesPerSecond(time)) + (0.5 * Jitter * _random.NextDouble())
                + (_random.NextDouble() < Stalls ? Stall * _random.NextDouble() : 0);
            var roundTrip = RoundTrip + (Jitter * _random.NextDouble());
            var presentation = 0.008 + (0.016 * _random.NextDouble()); // the next animation frame
            var acknowledgedAt = time + roundTrip + transfer + presentation;
            Pictures.Add(new Picture(time, form, (0.5 * roundTrip) + transfer + presentation + time - capturedAt));
            var sample = new LinkSample(
                form, (int)bytes, (int)picture, Reports(transfer), roundTrip, presentation, Interval, acknowledgedAt);
            control.Observe(sample with { HasPackedMaps = isPacked }, motion);
            time = acknowledgedAt;
        }
        return this;
    }

    private double Percentile(double second, double share)
    {
        var latencies = Since(second).Select(static picture => picture.Latency).Order().ToList();
        return latencies[(int)(share * latencies.Count)];
    }

    internal sealed record Picture(double SentAt, PictureForm Form, double Latency);
}
