using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>
/// A recorder with the real ffmpeg behind a stream that the test makes, frame by frame, with capture times of its choice.
/// </summary>
public abstract class ClipTest : FrameTest
{
    private protected const int BlurStride = 8;
    private protected static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private protected static readonly ClipOrigin Facts = new(new ClipSource("test:", "test scene"), new ClipModel("p2ikt-live 2", "CPU"), 30);

    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly Dictionary<FrameSize, (FramePool Picture, FramePool Blur)> _pools = [];
    private long _sequence;

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("clips").FullName;

    private protected List<string> Notices { get; } = [];

    /// <summary>The moment that frames are stamped from: far enough ahead for every recording to have begun by then.</summary>
    private protected long Origin { get; set; } = Stopwatch.GetTimestamp() + (600 * Stopwatch.Frequency);

    /// <summary>What is sent.</summary>
    private protected IObservable<DeblurredFrame> Stream => _frames;

    private protected ClipRecorder Recorder { get; private set; } = null!;

    /// <summary>Seconds from <see cref="Origin"/> to this moment.</summary>
    private protected double Now => Stopwatch.GetElapsedTime(Origin).TotalSeconds;

    /// <summary>Buffers for this many frames that wait at once.</summary>
    private protected int Buffers { get; init; } = 700;

    public override async ValueTask DisposeAsync()
    {
        if (Recorder is not null)
            await Recorder.DisposeAsync().AsTask().WaitAsync(Timeout, CancellationToken.None);
        _frames.Dispose();
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected ClipRecorder Record(Func<ClipOptions, ClipOptions>? with = null)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        var options = new ClipOptions { Folder = Folder, Depth = Buffers - 8 };
        Recorder = new ClipRecorder(_frames, () => Facts, with?.Invoke(options) ?? options);
        Recorder.Notices.Subscribe(notice => Notices.Add(notice.Text));
        return Recorder;
    }

    private protected string In(string name) => Path.Combine(Folder, name);

    /// <summary>Sends a frame of one colour, captured this long after <see cref="Origin"/>.</summary>
    /// <summary>What the frames that are sent next were made by.</summary>
    private protected (string Level, double Refined) Made { get; set; } = ("p2ikt-live/full", 0);

    private protected void Send(double seconds, byte grey = 100, int width = 64, int height = 48, float radius = 1) =>
        Send(seconds, bgr => bgr.Fill(grey), width, height, radius);

    private protected void Send(double seconds, Action<Span<byte>> draw, int width = 64, int height = 48, float radius = 1)
    {
        var size = new FrameSize(width, height);
        if (!_pools.TryGetValue(size, out var pools))
        {
            var cells = ((width + BlurStride - 1) / BlurStride, (height + BlurStride - 1) / BlurStride);
            _pools[size] = pools = (Pool(width, height, 2 * Buffers), Pool(cells.Item1, cells.Item2, 2 * Buffers, PixelFormat.Float32));
        }
        Assert.True(pools.Picture.TryRent(out var source));
        Assert.True(pools.Picture.TryRent(out var sharp));
        Assert.True(pools.Blur.TryRent(out var blur));
        Assert.True(pools.Blur.TryRent(out var confidence));
        confidence.DraftValues.Fill(1);
        source.Draft.Fill(10);
        draw(sharp.Draft);
        blur.DraftValues.Fill(radius);
        var at = Origin + (long)(seconds * Stopwatch.Frequency);
        foreach (var part in new[] { source, sharp, blur, confidence })
            part.Publish(_sequence, at);
        _sequence++;
        using var frame = new DeblurredFrame(source, sharp, blur, confidence, BlurStride) { Level = Made.Level, Refined = AreaOf(Made.Refined) };
        _frames.OnNext(frame);
    }

    private static RefinedArea? AreaOf(double share) =>
        share > 0 ? new RefinedArea(4, 1, [.. Enumerable.Range(0, 4).Select(tile => tile < 4 * share)]) : null;

    /// <summary>The stream ends: all that was sent is recorded, and the clip is closed.</summary>
    private protected async Task EndAsync()
    {
        _frames.OnCompleted();
        // No stop: it would leave out what is stamped ahead of it.
        await Poll.UntilAsync(() => Recorder.State.Phase == RecorderPhase.Idle, "the clip is closed");
    }

    private protected ClipSidecar Sidecar(string clip) =>
        SidecarFile.TryRead(ClipNames.SidecarOf(In(clip))) ?? throw new InvalidOperationException($"{clip} has no valid sidecar");

    /// <summary>Waits until a number of frames was handed to the encoder.</summary>
    private protected void WaitForRecorded(long frames) =>
        Poll.Until(() => Recorder.Recorded >= frames, $"{frames} frames are recorded");
}
