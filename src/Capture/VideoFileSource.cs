using System.Diagnostics;
using System.Globalization;

namespace P2IKT.Live.Capture;

/// <summary>A video file, played at its own speed or as fast as its observers take it.</summary>
internal sealed class VideoFileSource : FrameSource
{
    private static readonly TimeSpan HopelesslyLate = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly bool _loop;
    private readonly SourceOptions _options;
    private readonly FramePools _pools;
    private VideoReader _reader;

    private VideoFileSource(SourceUri uri, string path, VideoReader reader, SourceOptions options)
    {
        _path = path;
        _loop = uri.Options.Loop ?? false;
        _options = options;
        _reader = reader;
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pools.For(reader.Size);
        Description = new SourceDescription(uri.ToString(), Path.GetFileName(path), reader.Size, reader.FramesPerSecond, IsLive: false);
    }

    public override SourceDescription Description { get; }

    public override int Outstanding => _pools.Outstanding;

    public static VideoFileSource Open(SourceUri uri, SourceOptions options)
    {
        var path = Path.GetFullPath(uri.Target);
        if (Directory.Exists(path))
            throw NotAvailable($"'{uri.Target}' is a folder; name a video file in it, or watch it for stills with folder:{uri.Target}.");
        if (!File.Exists(path))
            throw NotAvailable($"The video file '{uri.Target}' does not exist; check the path.");
        if (new FileInfo(path).Length == 0)
            throw NotAvailable($"The video file '{uri.Target}' is empty; copy it again.");
        return VideoReader.File(path) is { } reader
            ? new VideoFileSource(uri, path, reader, options)
            : throw NotAvailable($"'{uri.Target}' cannot be opened as a video: it is none, is cut short, or may not be read; try it in a player.");
    }

    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        do
        {
            var before = Captured;
            PlayOnce(pacer, stop);
            if (Captured == before)
                throw new CaptureException($"'{Description.Name}' holds no frame that can be decoded; try it in a player.");
            if (_loop)
                Rewind();
        }
        while (_loop);
    }

    protected override void Close()
    {
        _reader.Dispose();
        _pools.Dispose();
    }

    private void PlayOnce(Pacer pacer, CancellationToken stop)
    {
        var clock = new MediaClock(_reader.FramesPerSecond);
        var origin = pacer.Now;
        var skipped = TimeSpan.Zero;
        long read = 0;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var since = Stopwatch.GetTimestamp();
            if (!_reader.Grab(CancellationToken.None))
                break;
            read++;
            var due = clock.Advance(_reader.Position);
            var decoded = Stopwatch.GetTimestamp() - since;
            if (_options.Pace && pacer.WaitUntil(origin, due + skipped) is var late && late > HopelesslyLate)
                skipped += late; // the machine slept, or cannot keep up: go on from here rather than race after the clock
            DeliverGrabbed(decoded);
        }
        RefuseTruncation(read, clock);
    }

    private void DeliverGrabbed(long decoded)
    {
        var now = Stopwatch.GetTimestamp();
        var size = _reader.Size;
        if (!Deliver(_pools.For(size), now, _reader, static (draft, reader) => reader.Retrieve(draft), now - decoded) && _reader.Size != size)
            Deliver(_pools.For(_reader.Size), now, _reader, static (draft, reader) => reader.CopyMoved(draft), now - decoded);
    }

    /// <summary>
    /// A decoder ends a damaged file without a word. Time is compared, not the number of frames, which many containers only
    /// estimate; the last few per cent are forgiven, because recorders round.
    /// </summary>
    private void RefuseTruncation(long read, MediaClock clock)
    {
        var fps = _reader.FramesPerSecond;
        var expected = _reader.FrameCount;
        if (fps <= 0 || expected <= read)
            return;
        var missing = (expected / fps) - clock.End.TotalSeconds;
        if (missing > Math.Max(2 / fps, 0.05 * expected / fps))
            throw new CaptureException(string.Create(
                CultureInfo.InvariantCulture, $"'{Description.Name}' ended after {read} of {expected} frames: the file is cut short; copy it again."));
    }

    private void Rewind()
    {
        _reader.Dispose(); // reopening is exact, seeking is not in every container
        _reader = VideoReader.File(_path)
            ?? throw new CaptureException($"'{Description.Name}' could not be opened again to loop; was it moved?");
    }

    private static CaptureException NotAvailable(string message) => new(CaptureFault.NotAvailable, message);
}
