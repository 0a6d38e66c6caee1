using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>Reads the counters of all stages, and summarizes them for the page and for the statistics of a run.</summary>
internal sealed class LiveMeter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly FrameSource _source;
    private readonly DeblurStage _stage;
    private readonly ClipRecorder? _recorder;
    private readonly Lock _gate = new();
    private WebPreview? _preview;
    private MemoryWatch? _memory;
    private ConnectionState _connection;
    private long _begin;
    private long _end;
    private long _allocatedAtBegin;
    private int _gen2AtBegin;
    private string? _message;
    private bool _ended;
    private long _windowBegin;
    private long _windowFrames;
    private double _fps;

    /// <summary>Measures these stages; owns none of them.</summary>
    /// <param name="source">Where the frames come from.</param>
    /// <param name="stage">What deblurs them.</param>
    /// <param name="recorder">What records clips; null when nothing does.</param>
    /// <param name="notices">The last of these is the message of the status; null: there are none.</param>
    public LiveMeter(FrameSource source, DeblurStage stage, ClipRecorder? recorder, IObservable<Notice>? notices)
    {
        (_source, _stage, _recorder) = (source, stage, recorder);
        source.Connection.Subscribe(state => _connection = state);
        notices?.Subscribe(notice => _message = notice.Text);
        Metrics = new LiveMetrics(source, stage, recorder, Counts);
    }

    /// <summary>The same figures as instruments.</summary>
    public LiveMetrics Metrics { get; }

    /// <summary>Counts what this preview presents, too. Call before <see cref="Begin"/>.</summary>
    public void Attach(WebPreview preview)
    {
        _preview = preview;
        Metrics.Attach(preview);
    }

    /// <summary>The run begins now: rates and allocations are counted from here; memory is what this watch reads.</summary>
    public void Begin(MemoryWatch memory)
    {
        _memory = memory;
        _allocatedAtBegin = GC.GetTotalAllocatedBytes();
        _gen2AtBegin = GC.CollectionCount(2);
        _begin = _windowBegin = Stopwatch.GetTimestamp();
    }

    /// <summary>The run is over, with this failure if there was one.</summary>
    public void End(Exception? failure)
    {
        _end = Stopwatch.GetTimestamp();
        (_message, _ended) = (failure?.Message ?? _message, true);
    }

    /// <summary>What <c>/api/status</c> answers.</summary>
    public LiveStatus Status()
    {
        var camera = _source.Camera?.State;
        var (network, provider) = (_stage.Session.Model, _stage.Session.Provider);
        var level = _stage.Level;
        var gain = _stage.Ladder.Levels[level] is { Rung: not QualityRung.Full, Gain: { } reduced } ? reduced : network.PsnrGain;
        return new LiveStatus
        {
            Source = SourceStatus.Of(Description(), _connection),
            Model = new ModelStatus(
                network.Name, network.Variant, network.MacsPerPixel, network.BlurStride, network.MaxBlurRadius, gain)
            {
                Confidence = _stage.Session.HasConfidence ? "network" : "texture",
            },
            Provider = new ProviderStatus(provider.Name, provider.Note.Length > 0 ? provider.Note : null),
            Frames = Counts(),
            Fps = RecentFps(),
            LatencyMs = DurationPercentiles.Of(Latency()),
            Quality = _stage.Ladder.Describe(level),
            Message = _message ?? camera?.Paused ?? camera?.Problem,
            Ended = _ended,
            Records = _recorder is not null,
        };
    }

    /// <summary>The statistics of the run so far.</summary>
    public LiveStats Measure()
    {
        var counts = Counts();
        var seconds = _begin == 0 ? 0 : Stopwatch.GetElapsedTime(_begin, _end == 0 ? Stopwatch.GetTimestamp() : _end).TotalSeconds;
        return new LiveStats
        {
            Frames = counts,
            Fps = seconds > 0 ? counts.Deblurred / seconds : 0,
            LatencyMs = DurationPercentiles.Of(Latency()),
            StageMs = new StageTimes
            {
                Capture = DurationPercentiles.Of(_source.CaptureTimes.Summarize()),
                Deblur = DurationPercentiles.Of(_stage.Times.Summarize()),
                Encode = DurationPercentiles.Of(_preview?.EncodeTimes.Summarize() ?? default),
            },
            Provider = _stage.Session.Provider.Name,
            Model = _stage.Session.Model.Name,
            Size = _stage.Session.Size.ToString(),
            Quality = Enumerable.Range(0, _stage.Ladder.Levels.Count).Where(level => _stage.DeblurredOn(level) > 0)
                .ToDictionary(_stage.Ladder.NameOf, _stage.DeblurredOn),
            AllocatedBytesPerFrame = (GC.GetTotalAllocatedBytes() - _allocatedAtBegin) / Math.Max(1, counts.Captured),
            Gen2Collections = GC.CollectionCount(2) - _gen2AtBegin,
            Memory = _memory?.Measure() ?? new MemoryUse(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Metrics.Dispose();

    /// <summary>The size is that of the frames, once there are some: it may have been a guess, or have changed since.</summary>
    private SourceDescription Description() => _source is not HotFolderSource && _stage.Deblurred > 0
        ? _source.Description with { Size = _stage.Session.Size, SizeIsKnown = true }
        : _source.Description; // a folder knows the size of its last still

    private FrameCounts Counts() => new()
    {
        Captured = _source.Captured,
        Deblurred = _stage.Deblurred,
        Dropped = _source.Dropped + _stage.Dropped,
        Idle = _source.Demand?.Skipped ?? 0,
        Broken = _source.Broken,
        Presented = _preview?.Presented ?? 0,
        Recorded = _recorder?.Recorded ?? 0,
    };

    /// <summary>Capture to presentation where frames were presented; capture to result otherwise.</summary>
    private DurationSummary Latency() =>
        _preview?.PresentLatency.Summarize() is { Count: > 0 } presented ? presented : _stage.Latency.Summarize();

    private double RecentFps()
    {
        lock (_gate)
        {
            var elapsed = Stopwatch.GetElapsedTime(_windowBegin);
            if (elapsed >= Window && _windowBegin != 0)
            {
                var frames = _stage.Deblurred;
                _fps = (frames - _windowFrames) / elapsed.TotalSeconds;
                (_windowBegin, _windowFrames) = (Stopwatch.GetTimestamp(), frames);
            }
            return _fps;
        }
    }
}
