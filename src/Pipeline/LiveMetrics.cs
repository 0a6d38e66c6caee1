using System.Diagnostics.Metrics;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// The measurements of one pipeline as instruments of <see cref="System.Diagnostics.Metrics"/>. Their names are part of the API:
/// docs/metrics.md lists them.
/// </summary>
public sealed class LiveMetrics : IDisposable
{
    /// <summary>Name of the meter: what a host passes to <c>AddMeter</c> of OpenTelemetry, or to <c>dotnet-counters</c>.</summary>
    public const string MeterName = "P2IKT.Live";

    // Around the latencies of a live view: 33 ms is one frame at 30 fps, 80 ms the default limit.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries =
            [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.033, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 5],
    };

    private readonly IDisposable _connection;
    private readonly Histogram<double> _encoding;
    private readonly Histogram<double> _presentation;
    private WebPreview? _preview;
    private ConnectionState _state;
    private long _losses;

    /// <summary>Makes the instruments of these stages; owns none of the stages.</summary>
    /// <param name="source">Where the frames come from.</param>
    /// <param name="stage">What deblurs them.</param>
    /// <param name="recorder">What records clips; null when nothing does.</param>
    /// <param name="counts">Returns what became of the frames so far; on any thread.</param>
    internal LiveMetrics(FrameSource source, DeblurStage stage, ClipRecorder? recorder, Func<FrameCounts> counts)
    {
        AddFrames(counts);
        source.CaptureTimes.Instrument = Duration("p2ikt.capture.duration", "Bringing a frame from the camera into its buffer.");
        stage.Times.Instrument = Duration("p2ikt.deblur.duration", "The network's time for a frame.");
        stage.Latency.Instrument = Duration("p2ikt.deblur.latency", "From the capture of a frame to its deblurred result.");
        _encoding = Duration("p2ikt.encode.duration", "Encoding a frame once for all viewers.");
        _presentation = Duration(
            "p2ikt.present.latency", "From the capture of a frame to its paint in a viewer, or to the acknowledgement of a viewer "
                + "that reports no times.");
        AddLevels(stage);
        Meter.CreateObservableGauge("p2ikt.viewers", () => _preview?.Viewers ?? 0, "{viewer}", "Viewers that are connected.");
        Meter.CreateObservableGauge("p2ikt.buffers.used", () => source.Outstanding + stage.Outstanding, "{buffer}",
            "Buffers of frames that are in use, over all stages.");
        _connection = source.Connection.Subscribe(
            state =>
            {
                if (state == ConnectionState.Lost && _state != ConnectionState.Lost)
                    Interlocked.Increment(ref _losses);
                _state = state;
            },
            static _ => { });
        Meter.CreateObservableGauge(
            "p2ikt.camera.connected", () => _state is ConnectionState.Lost or ConnectionState.Ended ? 0 : 1, "{camera}",
            "1 while the source is connected, or closed because nobody watches; 0 while it is lost or has ended.");
        Meter.CreateObservableCounter(
            "p2ikt.camera.losses", () => Interlocked.Read(ref _losses), "{loss}", "How often the source was lost.");
        if (recorder is not null)
            AddRecordings(recorder);
    }

    /// <summary>The meter; disposed with this object.</summary>
    public Meter Meter { get; } = new(MeterName, typeof(LiveMetrics).Assembly.GetName().Version?.ToString(3));

    /// <summary>Measures this preview, too.</summary>
    internal void Attach(WebPreview preview)
    {
        _preview = preview;
        preview.EncodeTimes.Instrument = _encoding;
        preview.PresentLatency.Instrument = _presentation;
    }

    /// <summary>Withdraws the instruments.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        Meter.Dispose();
    }

    private void AddFrames(Func<FrameCounts> counts)
    {
        Add("captured", "Frames that the source delivered: deblurred, dropped and idle together.", static frames => frames.Captured);
        Add("deblurred", "Frames that were deblurred.", static frames => frames.Deblurred);
        Add("dropped", "Frames that were dropped before they were deblurred.", static frames => frames.Dropped);
        Add("idle", "Frames that no viewer or recorder wanted.", static frames => frames.Idle);
        Add("broken", "Frames that came damaged from the source.", static frames => frames.Broken);
        Add("presented", "Frames that viewers acknowledged, over all viewers.", static frames => frames.Presented);
        Add("recorded", "Frames that were written to a clip.", static frames => frames.Recorded);

        void Add(string name, string description, Func<FrameCounts, long> value) =>
            Meter.CreateObservableCounter($"p2ikt.frames.{name}", () => value(counts()), "{frame}", description);
    }

    private void AddLevels(DeblurStage stage)
    {
        Meter.CreateObservableGauge(
            "p2ikt.quality.level", () => stage.Level, "{level}", "Index of the quality level in use; 0 is the best.");
        Meter.CreateObservableCounter("p2ikt.quality.frames", () => Enumerable.Range(0, stage.Ladder.Levels.Count)
            .Where(level => stage.DeblurredOn(level) > 0)
            .Select(level => new Measurement<long>(
                stage.DeblurredOn(level), new KeyValuePair<string, object?>("level", stage.Ladder.NameOf(level)))),
            "{frame}", "Deblurred frames by quality level.");
    }

    private void AddRecordings(ClipRecorder recorder)
    {
        Meter.CreateObservableGauge("p2ikt.recordings.active", () => recorder.State.Phase == RecorderPhase.Idle ? 0 : 1, "{recording}",
            "1 while a clip is being recorded or closed.");
        Meter.CreateObservableCounter("p2ikt.recordings.started", () => recorder.Started, "{recording}", "Recordings begun.");
        Meter.CreateObservableGauge("p2ikt.recordings.disk.free", IEnumerable<Measurement<long>> () =>
            recorder.State.DiskFree is { } free ? [new(free)] : [], "By", "Bytes free where clips go; absent when the "
                + "system does not report it.");
    }

    private Histogram<double> Duration(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, tags: null, Buckets);
}
