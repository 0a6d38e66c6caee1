using System.Diagnostics;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The embedded source: a procedural still life on a table, at eight depths, while the focus is pulled from near to far and
/// back. Needs no camera and no file, and knows the true blur radius of every pixel of every frame.
/// </summary>
/// <remarks>
/// Frame n shows the same for the same size, rate and seed, except on another kind of processor, whose rounding may differ by
/// one code value. Blur is that of a thin lens: a disc whose radius is linear in inverse depth, laid over one another in linear
/// light, far to near. The 8-bit frames are coded as sRGB.
/// </remarks>
public sealed class TestSource : FrameSource
{
    /// <summary>The largest frame, in pixels: 4096x2160.</summary>
    public const int MaxPixels = SourceUriOptions.MaxPixels;

    private readonly SourceOptions _options;
    private readonly FramePool _pool;
    private readonly FocusPull _pull;
    private readonly SensorNoise _noise;
    private readonly double _framesPerSecond;
    private readonly long _frames;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _painting;
    private readonly Thread _ahead;

    internal TestSource(SourceUri uri, SourceOptions options)
    {
        OpenCvRuntime.Prepare();
        var size = uri.Options.Get(TestSceneProvider.Size, new FrameSize(1280, 720));
        var seed = uri.Options.Get(TestSceneProvider.Seed, 1);
        _options = options;
        _framesPerSecond = uri.Options.Get(TestSceneProvider.FrameRate, 30);
        _frames = uri.Options.Get(TestSceneProvider.Frames, long.MaxValue);
        _pool = new FramePool(size, options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pull = new FocusPull(size, seed);
        _noise = new SensorNoise(seed);
        Description = new SourceDescription(uri.ToString(), "test scene", size, _framesPerSecond, IsLive: false)
        {
            Kind = SourceKind.Test,
            Capabilities = SourceCapabilities.Recording | (_frames < long.MaxValue ? SourceCapabilities.Finite : SourceCapabilities.None),
        };
        _painting = Task.Run(() => _pull.Approach(0)); // while the caller loads a model, say
        _ahead = new Thread(() => _pull.RenderAhead(_closing.Token))
        {
            Name = "test scene", IsBackground = true, Priority = ThreadPriority.BelowNormal,
        };
    }

    /// <inheritdoc/>
    public override SourceDescription Description { get; }

    /// <inheritdoc/>
    public override int Outstanding => _pool.Outstanding;

    /// <summary>Writes the true blur radius at every pixel of a frame: the circle of confusion's radius, in pixels of the frame.</summary>
    /// <param name="sequence">Number of the frame: its <see cref="Frame.Sequence"/>.</param>
    /// <param name="radii">Width times height values, row after row.</param>
    /// <remarks>At a silhouette it is the radius of what is seen there when all is sharp.</remarks>
    /// <exception cref="ArgumentException">The span does not have exactly one value a pixel.</exception>
    public void ReadTruth(long sequence, Span<float> radii)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        if (radii.Length != Description.Size.Pixels)
            throw new ArgumentException(
                $"A truth of {Description.Size} has {Description.Size.Pixels} values, not {radii.Length}.", nameof(radii));
        _pull.ReadTruth(sequence / _framesPerSecond, radii);
    }

    /// <summary>Focus distances for which the scene has been rendered so far.</summary>
    internal int RenderedSteps => _pull.Rendered;

    /// <summary>Writes a frame as it would be without noise: 8-bit BGR, row after row.</summary>
    internal void ReadClean(long sequence, Span<byte> bgr) => _pull.Step(sequence / _framesPerSecond).CopyTo(bgr);

    /// <inheritdoc/>
    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        _ahead.Start();
        var frame = TimeSpan.FromSeconds(1 / _framesPerSecond);
        var origin = pacer.Now;
        var skipped = TimeSpan.Zero;
        for (var n = 0L; n < _frames; n++)
        {
            stop.ThrowIfCancellationRequested();
            if (Demand is not { IsWanted: false })
                _pull.Approach(n / _framesPerSecond); // waits for its step to be rendered, now and then
            if (_options.Pace && pacer.WaitUntil(origin, (frame * n) + skipped) is var late && late > frame)
                skipped += late; // like a camera: a frame that could not be made is not made up for
            Deliver(_pool, Stopwatch.GetTimestamp(), (source: this, n), static (draft, from) =>
            {
                from.source._noise.Apply(from.source._pull.Step(from.n / from.source._framesPerSecond), draft.Draft, from.n);
                return true;
            });
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        _closing.Cancel();
        _painting.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(); // a fault in it, the capture loop has met too
        if (_ahead.IsAlive)
            _ahead.Join(); // at most one step of rendering
        _closing.Dispose();
        _pull.Dispose();
        _noise.Dispose();
        _pool.Dispose();
    }
}
